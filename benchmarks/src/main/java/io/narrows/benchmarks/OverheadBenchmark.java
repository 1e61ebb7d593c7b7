package io.narrows.benchmarks;

import io.narrows.analysis.Estimate;
import io.narrows.analysis.MeanIntervals;
import io.narrows.experiment.Calibration;
import io.narrows.experiment.Exchange;
import io.narrows.experiment.LoadListener;
import io.narrows.experiment.LoadOptions;
import io.narrows.experiment.LoadResult;
import io.narrows.experiment.LoadTest;
import io.narrows.experiment.ServerProcess;
import io.narrows.experiment.Target;
import io.narrows.experiment.Texts;
import io.narrows.experiment.WorkloadOptions;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunFooter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What does profiling cost the demo's server? Two servers run side by side, one of them with {@code --no-profiling}; only
 * one at a time is under load, in pairs of slices in the order ABBA, both slices of a pair with the same texts at the same
 * moments. With {@code --control} neither profiles: what is left then is the machine's noise.
 */
final class OverheadBenchmark implements Benchmark {
    private static final String MODEL = "minilm";
    private static final String CONTROL = "--control";
    private static final int CONCURRENCY = 16;
    private static final double LOADED_SHARE = 0.5;

    private record Slice(double meanMs, double p50Ms, double p99Ms, double cpuMsPerRequest, double maxPerS) {}

    @Override
    public Set<String> options() {
        return Set.of(CONTROL);
    }

    @Override
    public List<Row> run(Bench bench) throws Exception {
        boolean control = bench.options().contains(CONTROL);
        int pairs = bench.quick() ? 12 : 40;
        Duration loaded = Duration.ofSeconds(bench.quick() ? 4 : 6);
        Duration saturated = Duration.ofSeconds(bench.quick() ? 2 : 3);
        List<Slice> on = new ArrayList<>();
        List<Slice> off = new ArrayList<>();
        List<Double> idle = new ArrayList<>();
        String[] first = control
                ? new String[] {"--no-profiling"}
                : new String[] {"--run", bench.work().resolve("on").toString()};
        try (ServerProcess profiled = bench.server("on", first);
                ServerProcess plain = bench.server("off", "--no-profiling")) {
            double maxPerS = Math.min(warmUp(bench, profiled), warmUp(bench, plain));
            double rate = maxPerS * LOADED_SHARE;
            for (int pair = 0; pair < pairs; pair++) {
                bench.say(String.format(Locale.ROOT, "pair %d of %d at %.1f/s", pair + 1, pairs, rate));
                if (pair % 2 == 0) {
                    on.add(slice(profiled, rate, loaded, saturated, pair));
                    off.add(slice(plain, rate, loaded, saturated, pair));
                } else {
                    off.add(slice(plain, rate, loaded, saturated, pair));
                    on.add(slice(profiled, rate, loaded, saturated, pair));
                }
            }
            bench.say("both idle");
            idle.addAll(idleMsPerS(List.of(profiled, plain), bench.quick() ? 10 : 30));
            profiled.stop(Duration.ofSeconds(30));
            plain.stop(Duration.ofSeconds(30));
        }
        List<Row> rows = new ArrayList<>();
        String note = control ? "control: neither server profiles" : "on / off, " + pairs + " pairs";
        rows.add(Row.atMost(
                "processor time per request, ratio", ratio(on, off, Slice::cpuMsPerRequest), "", 1.01, note));
        rows.add(Row.atMost("mean latency, ratio", ratio(on, off, Slice::meanMs), "", 1.01, note));
        rows.add(Row.informs("p50 latency, ratio", ratio(on, off, Slice::p50Ms), "", note));
        rows.add(Row.informs("p99 latency, ratio", ratio(on, off, Slice::p99Ms), "", note));
        rows.add(Row.informs("throughput at saturation, ratio", ratio(on, off, Slice::maxPerS), "", note));
        rows.add(Row.informs("processor time per request, off", mean(off, Slice::cpuMsPerRequest), "ms", ""));
        rows.add(Row.informs("mean latency, off", mean(off, Slice::meanMs), "ms", ""));
        rows.add(Row.informs("throughput at saturation, off", mean(off, Slice::maxPerS), "1/s", ""));
        rows.add(Row.informs(
                "processor time while idle, on",
                Estimate.withoutInterval(idle.get(0)),
                "ms/s",
                "whatever the load is"));
        rows.add(Row.informs("processor time while idle, off", Estimate.withoutInterval(idle.get(1)), "ms/s", ""));
        if (!control) {
            recorded(
                    RunDirectory.open(bench.work().resolve("on")),
                    mean(off, Slice::cpuMsPerRequest).value(),
                    rows);
        }
        return rows;
    }

    private static double warmUp(Bench bench, ServerProcess server) {
        bench.say("warming " + server.url());
        return new Calibration(target(server), Texts.builtIn(), WorkloadOptions.defaults(1), CONCURRENCY)
                .maxPerS(Duration.ofSeconds(10), Duration.ofSeconds(4), LoadListener.NONE);
    }

    private static Slice slice(ServerProcess server, double rate, Duration loaded, Duration saturated, int pair) {
        Duration before = server.processorTime();
        LoadOptions options = new LoadOptions(
                rate,
                Duration.ofMillis(500),
                loaded,
                LoadOptions.DEFAULT_CONNECTIONS,
                LoadOptions.DEFAULT_TIMEOUT,
                WorkloadOptions.defaults(1_000L + pair));
        LoadResult load = LoadTest.run(target(server), Texts.builtIn(), options, LoadListener.NONE);
        if (load.failed() > 0) {
            throw new IllegalStateException(load.failed() + " requests failed: " + load.failures());
        }
        double cpuMs = server.processorTime().minus(before).toNanos() / 1e6;
        double[] ms = load.latenciesMs();
        double meanMs = Arrays.stream(ms).average().orElseThrow();
        Arrays.sort(ms);
        long startNs = System.nanoTime();
        List<Exchange> closed = LoadTest.saturate(
                target(server),
                Texts.builtIn(),
                WorkloadOptions.defaults(2_000L + pair),
                CONCURRENCY,
                saturated,
                LoadListener.NONE);
        long endNs = startNs + saturated.toNanos();
        long answered =
                closed.stream().filter(e -> e.answered() && e.doneNs() < endNs).count();
        return new Slice(
                meanMs,
                ms[ms.length / 2],
                ms[(int) Math.ceil(ms.length * 0.99) - 1],
                cpuMs / (load.answered() + load.warmUpRequests()),
                answered / (saturated.toNanos() / 1e9));
    }

    private static List<Double> idleMsPerS(List<ServerProcess> servers, int seconds) throws InterruptedException {
        List<Duration> before =
                servers.stream().map(ServerProcess::processorTime).toList();
        TimeUnit.SECONDS.sleep(seconds);
        List<Double> result = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            result.add(servers.get(i).processorTime().minus(before.get(i)).toNanos() / 1e6 / seconds);
        }
        return result;
    }

    private static Target target(ServerProcess server) {
        return Target.of(server.url(), MODEL);
    }

    /* What the profiler says of itself: the cost of one event, measured where it ran, times the events of a request. */
    private static void recorded(RunDirectory run, double cpuMsPerRequest, List<Row> rows) {
        try (LogReader log = LogReader.open(run)) {
            for (LogDocument document = log.next(); document != null; document = log.next()) {
                if (document instanceof RunFooter footer && footer.traces() > 0) {
                    double events = (double) footer.events() / footer.traces();
                    double share = footer.nsPerEvent() * events / (cpuMsPerRequest * 1e6);
                    rows.add(Row.informs(
                            "recording, share of processor time",
                            Estimate.withoutInterval(share),
                            "",
                            String.format(
                                    Locale.ROOT, "%.1f events a request x %.0f ns", events, footer.nsPerEvent())));
                }
            }
        }
    }

    private interface Metric {
        double of(Slice slice);
    }

    private static Estimate ratio(List<Slice> on, List<Slice> off, Metric metric) {
        return MeanIntervals.ratioOfPairs(values(on, metric), values(off, metric));
    }

    private static Estimate mean(List<Slice> slices, Metric metric) {
        double[] values = values(slices, metric);
        double[] ones = new double[values.length];
        Arrays.fill(ones, 1);
        return MeanIntervals.ratioOfPairs(values, ones);
    }

    private static double[] values(List<Slice> slices, Metric metric) {
        return slices.stream().mapToDouble(metric::of).toArray();
    }
}
