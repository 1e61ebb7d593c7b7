package io.narrows.benchmarks;

import io.narrows.analysis.statistics.Estimate;
import io.narrows.experiment.Calibration;
import io.narrows.experiment.Exchange;
import io.narrows.experiment.LoadListener;
import io.narrows.experiment.LoadOptions;
import io.narrows.experiment.LoadResult;
import io.narrows.experiment.LoadStatistics;
import io.narrows.experiment.LoadTest;
import io.narrows.experiment.Outcome;
import io.narrows.experiment.Texts;
import io.narrows.experiment.WorkloadOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Five times what the server sustains: what it accepts it answers in time, what it cannot it refuses at once. */
final class OverloadClaims implements Benchmark {
    private static final long GOAL_MS = 500;
    private static final double TIMES = 5;
    private static final long AT_ONCE_MS = 50;
    private static final double FLAT = 1.1;
    private static final double RECOVERED = 1.5;
    private static final int CONNECTIONS = 512;
    private static final Duration RECOVERY = Duration.ofSeconds(2);

    @Override
    public List<Row> run(Bench bench) throws Exception {
        Map<String, String> config = Map.of("batching.mode", "adaptive", "batching.latency-goal", GOAL_MS + "ms");
        try (ConfiguredServer server = ConfiguredServer.start(bench, "overload", config)) {
            Calibration calibration = new Calibration(server.target(), Texts.builtIn(), WorkloadOptions.defaults(3), 4);
            calibration.maxPerS(Duration.ofSeconds(2), Duration.ofSeconds(6), LoadListener.NONE);
            double sustained = calibration.maxPerS(Duration.ofSeconds(2), Duration.ofSeconds(8), LoadListener.NONE);
            double calm =
                    p50(load(server, sustained / 4, Duration.ofSeconds(8), 1).latenciesMs());
            bench.say(String.format(Locale.ROOT, "overload: %.1f/s for a minute", TIMES * sustained));
            load(server, TIMES * sustained, Duration.ofSeconds(5), 2);
            long before = server.residentKiB();
            LoadResult over = load(server, TIMES * sustained, Duration.ofSeconds(bench.quick() ? 15 : 60), 3);
            long after = server.residentKiB();
            TimeUnit.MILLISECONDS.sleep(RECOVERY.toMillis());
            double again =
                    p50(load(server, sustained / 4, Duration.ofSeconds(8), 1).latenciesMs());
            List<Exchange> refused = over.exchanges().stream()
                    .filter(one -> one.outcome() == Outcome.STATUS && (one.status() == 429 || one.status() == 503))
                    .toList();
            double[] refusedMs = refused.stream()
                    .mapToDouble(one -> one.uncorrectedNs() / 1e6)
                    .toArray();
            int others = over.failed() - refused.size();
            String note = String.format(
                    Locale.ROOT,
                    "%d offered at %.1f/s, five times %.1f/s: %d answered, %d refused",
                    over.scheduled(),
                    TIMES * sustained,
                    sustained,
                    over.answered(),
                    refused.size());
            return List.of(
                    Row.atMost(
                            "overload: accepted requests that took more than " + GOAL_MS + " ms from sending",
                            MissedShare.over(over.uncorrectedMs(), GOAL_MS),
                            "%",
                            MissedShare.PERCENT,
                            note),
                    Row.informs("overload: accepted requests, p99 from sending", p99(over.uncorrectedMs()), "ms", ""),
                    Row.atMost(
                            "overload: refusals that took more than " + AT_ONCE_MS + " ms",
                            MissedShare.over(refusedMs, AT_ONCE_MS),
                            "%",
                            MissedShare.PERCENT,
                            "429 or 503"),
                    Row.informs("overload: refused requests, p99 until the refusal", p99(refusedMs), "ms", ""),
                    Row.exactly("overload: neither answered nor refused", others, "", 0, "" + over.failures()),
                    Row.limit(
                            "overload: resident memory, end / after 5 s of it",
                            (double) after / before,
                            "",
                            FLAT,
                            before / 1024 + " and " + after / 1024 + " MiB"),
                    Row.limit(
                            "overload: p50 of a quarter of the load, from 2 s after / before",
                            again / calm,
                            "",
                            RECOVERED,
                            String.format(Locale.ROOT, "%.1f and %.1f ms", calm, again)),
                    Row.value(
                            "overload: answers a second / sustained",
                            over.answered() / seconds(over) / sustained,
                            "",
                            ""));
        }
    }

    private static double seconds(LoadResult result) {
        return result.options().duration().toNanos() / 1e9;
    }

    private static Estimate p99(double[] ms) {
        Estimate estimate = LoadStatistics.quantile(ms, 0.99);
        return estimate == null ? Estimate.withoutInterval(Double.NaN) : estimate;
    }

    private static double p50(double[] ms) {
        double[] sorted = ms.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static LoadResult load(ConfiguredServer server, double ratePerS, Duration duration, long seed) {
        return LoadTest.run(
                server.target(),
                Texts.builtIn(),
                new LoadOptions(
                        ratePerS,
                        Duration.ofMillis(500),
                        duration,
                        CONNECTIONS,
                        LoadOptions.DEFAULT_TIMEOUT,
                        WorkloadOptions.defaults(seed)),
                LoadListener.NONE);
    }
}
