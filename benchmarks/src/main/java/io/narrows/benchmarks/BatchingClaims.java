package io.narrows.benchmarks;

import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.MeanIntervals;
import io.narrows.experiment.Calibration;
import io.narrows.experiment.LoadListener;
import io.narrows.experiment.LoadOptions;
import io.narrows.experiment.LoadResult;
import io.narrows.experiment.LoadTest;
import io.narrows.experiment.Texts;
import io.narrows.experiment.WorkloadOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Adaptive batching against none, and against the best fixed size and delay that a search finds, with texts of mixed lengths.
 * All servers live through all rounds; one at a time is under load, with the same texts at the same moments. A request that
 * is refused counts as slower than any that is answered.
 */
final class BatchingClaims implements Benchmark {
    private static final double LOAD = 0.9;
    private static final double MORE = 1.2;
    private static final double P99 = 0.7;
    private static final double AS_GOOD = 1.0;
    private static final double PADDING_PERCENT = 10;
    private static final int CONCURRENCY = 16;
    private static final int CONNECTIONS = 256;
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final String NAIVE = "8 0ms";

    /** One server under one rate, round by round. */
    private record Trial(String name, ConfiguredServer server, double ratePerS, List<LoadResult> rounds) {
        Trial(String name, ConfiguredServer server, double ratePerS) {
            this(name, server, ratePerS, new ArrayList<>());
        }

        double[] values(ToDoubleFunction<LoadResult> metric) {
            return rounds.stream().mapToDouble(metric).toArray();
        }
    }

    @Override
    public List<Row> run(Bench bench) throws Exception {
        try (ConfiguredServer off = ConfiguredServer.start(bench, "off", Map.of("batching.mode", "off"))) {
            bench.say("batching: what is sustained without batches");
            saturate(off, Duration.ofSeconds(bench.quick() ? 4 : 8));
            double sustained = saturate(off, Duration.ofSeconds(bench.quick() ? 5 : 15));
            double goalMs = p99Ms(load(off, LOAD * sustained, slice(bench).multipliedBy(2), 7));
            String goal = Math.max(1, Math.round(goalMs)) + "ms";
            bench.say(String.format(Locale.ROOT, "batching: %.1f/s sustained, goal %s", sustained, goal));
            try (ConfiguredServer adaptive = ConfiguredServer.start(
                    bench, "adaptive", Map.of("batching.mode", "adaptive", "batching.latency-goal", goal))) {
                saturate(adaptive, Duration.ofSeconds(bench.quick() ? 4 : 8));
                return compared(bench, off, adaptive, sustained, goal);
            }
        }
    }

    private static List<Row> compared(
            Bench bench, ConfiguredServer off, ConfiguredServer adaptive, double sustained, String goal)
            throws IOException, InterruptedException {
        String best = best(bench, LOAD * sustained);
        try (ConfiguredServer fixed = ConfiguredServer.start(bench, "fixed", fixed(best));
                ConfiguredServer naive = ConfiguredServer.start(bench, "naive", fixed(NAIVE))) {
            saturate(fixed, Duration.ofSeconds(4));
            saturate(naive, Duration.ofSeconds(4));
            Trial base = new Trial("off", off, LOAD * sustained);
            Trial same = new Trial("adaptive", adaptive, LOAD * sustained);
            Trial more = new Trial("adaptive, 1.2 times the rate", adaptive, MORE * LOAD * sustained);
            Trial fixedSame = new Trial("fixed", fixed, LOAD * sustained);
            Trial fixedMore = new Trial("fixed, 1.2 times the rate", fixed, MORE * LOAD * sustained);
            List<Trial> trials = new ArrayList<>(List.of(base, same, more, fixedSame, fixedMore));
            double before = adaptive.meter("narrows_tokens_total");
            double beforePadded = adaptive.meter("narrows_tokens_padded_total");
            int rounds = bench.quick() ? 3 : 8;
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < trials.size(); i++) {
                    Trial trial = trials.get(round % 2 == 0 ? i : trials.size() - 1 - i);
                    bench.say(String.format(
                            Locale.ROOT, "batching: round %d of %d, %s", round + 1, rounds, trial.name()));
                    trial.rounds().add(load(trial.server(), trial.ratePerS(), slice(bench), 100L + round));
                }
            }
            load(naive, LOAD * sustained, slice(bench), 100);
            String note = String.format(
                    Locale.ROOT,
                    "%d rounds; %.1f/s sustained without batches, goal %s; best fixed: %s of %s",
                    rounds,
                    sustained,
                    goal,
                    best.replace(" ", " texts, delay "),
                    searched(bench).size());
            List<Row> rows = new ArrayList<>();
            rows.add(Row.atMost("adaptive / off, p99 at 90 %", ratio(same, base), "", P99, note));
            rows.add(Row.atMost(
                    "adaptive at 1.2 times the rate / off, p99",
                    ratio(more, base),
                    "",
                    AS_GOOD,
                    "at most 1: at least 1.2 times the capacity at the p99 of off; " + failures(more)));
            rows.add(Row.atMost("adaptive / best fixed, p99 at 90 %", ratio(same, fixedSame), "", AS_GOOD, ""));
            rows.add(Row.atMost(
                    "adaptive / best fixed, p99 at 1.2 times the rate", ratio(more, fixedMore), "", AS_GOOD, ""));
            for (Trial trial : trials) {
                rows.add(Row.value(
                        trial.name() + ": p99, mean of rounds",
                        Arrays.stream(trial.values(BatchingClaims::p99Ms))
                                .average()
                                .orElse(Double.NaN),
                        "ms",
                        failures(trial)));
            }
            rows.add(Row.limit(
                    "adaptive: part of the computed tokens that is padding",
                    waste(
                            adaptive.meter("narrows_tokens_total") - before,
                            adaptive.meter("narrows_tokens_padded_total") - beforePadded),
                    "%",
                    PADDING_PERCENT,
                    "from the server's meters, over all rounds"));
            rows.add(Row.value(
                    "fixed, 8 texts in the order of arrival: part that is padding",
                    waste(naive.meter("narrows_tokens_total"), naive.meter("narrows_tokens_padded_total")),
                    "%",
                    "saturated and at 90 %"));
            return rows;
        }
    }

    private static double waste(double tokens, double padded) {
        return 100 * (1 - tokens / padded);
    }

    private static Duration slice(Bench bench) {
        return Duration.ofSeconds(bench.quick() ? 8 : 20);
    }

    /** Sizes and delays of the search. */
    private static List<String> searched(Bench bench) {
        List<String> all = new ArrayList<>();
        for (String size : bench.quick() ? List.of("2", "8") : List.of("2", "4", "8", "16")) {
            for (String delay : bench.quick() ? List.of("0ms") : List.of("0ms", "5ms", "20ms")) {
                all.add(size + " " + delay);
            }
        }
        return all;
    }

    private static Map<String, String> fixed(String sizeAndDelay) {
        String[] parts = sizeAndDelay.split(" ", 2);
        Map<String, String> config = new HashMap<>();
        config.put("batching.mode", "fixed");
        config.put("batching.max-size", parts[0]);
        config.put("batching.delay", parts[1]);
        return config;
    }

    private static String best(Bench bench, double ratePerS) throws IOException {
        String best = "";
        double least = Double.POSITIVE_INFINITY;
        for (String one : searched(bench)) {
            bench.say("batching: searching, " + one.replace(" ", " texts, delay "));
            try (ConfiguredServer server = ConfiguredServer.start(bench, "search", fixed(one))) {
                saturate(server, Duration.ofSeconds(4));
                double p99 = p99Ms(load(server, ratePerS, slice(bench), 7));
                if (best.isEmpty() || p99 < least) {
                    best = one;
                    least = p99;
                }
            }
        }
        return best;
    }

    private static double saturate(ConfiguredServer server, Duration duration) {
        return new Calibration(server.target(), Texts.builtIn(), WorkloadOptions.defaults(3), CONCURRENCY)
                .maxPerS(duration.dividedBy(4), duration.multipliedBy(3).dividedBy(4), LoadListener.NONE);
    }

    private static LoadResult load(ConfiguredServer server, double ratePerS, Duration duration, long seed) {
        LoadOptions options = new LoadOptions(
                ratePerS, WARM_UP, duration, CONNECTIONS, LoadOptions.DEFAULT_TIMEOUT, WorkloadOptions.defaults(seed));
        return LoadTest.run(server.target(), Texts.builtIn(), options, LoadListener.NONE);
    }

    private static Estimate ratio(Trial one, Trial other) {
        return MeanIntervals.ratioOfPairs(one.values(BatchingClaims::p99Ms), other.values(BatchingClaims::p99Ms));
    }

    /** From the schedule; what was refused or lost is slower than all else, as slow as the time-out. */
    private static double p99Ms(LoadResult result) {
        double[] ms = Arrays.copyOf(result.latenciesMs(), result.scheduled());
        Arrays.fill(ms, result.answered(), ms.length, (double)
                result.options().timeout().toMillis());
        Arrays.sort(ms);
        return ms[(int) Math.ceil(ms.length * 0.99) - 1];
    }

    private static String failures(Trial trial) {
        int scheduled = trial.rounds().stream().mapToInt(LoadResult::scheduled).sum();
        int failed = trial.rounds().stream().mapToInt(LoadResult::failed).sum();
        return String.format(
                Locale.ROOT, "%d of %d not answered with 200, at %.1f/s", failed, scheduled, trial.ratePerS());
    }
}
