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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Adaptive batching against none, and against the best fixed size and delay that a search finds, with texts of mixed lengths.
 * All servers live through all rounds; one at a time is under load, with the same texts at the same moments. What is judged
 * is {@link MissedShare}, where a request that is refused or lost is a miss.
 */
final class BatchingClaims implements Benchmark {
    private static final double LOAD = 0.9;
    private static final double MORE = 1.2;
    private static final double P99 = 0.7;
    private static final double AS_GOOD = 1.0;
    private static final int QUICK_ROUNDS = 4;
    private static final int ROUNDS = 12;
    private static final String REFUSED = "narrows_refused_total";
    private static final double PADDING_PERCENT = 10;
    private static final int CONCURRENCY = 16;
    private static final int CONNECTIONS = 256;
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final String NAIVE = "8 0ms";

    /** One server under one rate, round by round, and by reason what its meter says that it refused meanwhile. */
    private record Trial(
            String name,
            ConfiguredServer server,
            double ratePerS,
            List<LoadResult> rounds,
            SortedMap<String, Double> refused) {
        Trial(String name, ConfiguredServer server, double ratePerS) {
            this(name, server, ratePerS, new ArrayList<>(), new TreeMap<>());
        }

        void round(Bench bench, long seed) throws IOException, InterruptedException {
            Map<String, Double> before = server.meters(REFUSED, "reason");
            rounds.add(load(server, ratePerS, slice(bench), seed));
            server.meters(REFUSED, "reason")
                    .forEach((reason, count) ->
                            refused.merge(reason, count - before.getOrDefault(reason, 0.0), Double::sum));
        }

        double[] values(ToDoubleFunction<LoadResult> metric) {
            return rounds.stream().mapToDouble(metric).toArray();
        }

        /** Of each round the latencies of all requests, in ms; infinite where one was not answered. */
        List<double[]> ms() {
            return rounds.stream().map(BatchingClaims::ms).toList();
        }

        int scheduled() {
            return rounds.stream().mapToInt(LoadResult::scheduled).sum();
        }

        int failed() {
            return rounds.stream().mapToInt(LoadResult::failed).sum();
        }

        /** Requests that got no whole response. */
        int lost() {
            return failed()
                    - rounds.stream()
                            .flatMap(round -> round.otherStatuses().values().stream())
                            .mapToInt(Integer::intValue)
                            .sum();
        }
    }

    @Override
    public List<Row> run(Bench bench) throws Exception {
        try (ConfiguredServer off = ConfiguredServer.start(bench, "off", Map.of("batching.mode", "off"))) {
            bench.say("batching: what is sustained without batches");
            saturate(off, Duration.ofSeconds(bench.quick() ? 4 : 8));
            double sustained = saturate(off, Duration.ofSeconds(bench.quick() ? 5 : 15));
            double goalMs = goalMs(bench, off, LOAD * sustained);
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
            int rounds = bench.quick() ? QUICK_ROUNDS : ROUNDS;
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < trials.size(); i++) {
                    Trial trial = trials.get(round % 2 == 0 ? i : trials.size() - 1 - i);
                    bench.say(String.format(
                            Locale.ROOT, "batching: round %d of %d, %s", round + 1, rounds, trial.name()));
                    trial.round(bench, 100L + round);
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
            rows.add(missed("adaptive at 90 %: not done within 0.7 of the p99 of off", same, base, P99, note));
            rows.add(missed(
                    "adaptive at 1.2 times the rate: not done within the p99 of off at 90 %",
                    more, base, AS_GOOD, "at least 1.2 times the capacity at the same p99"));
            rows.add(missed(
                    "adaptive at 90 %: not done within the p99 of the best fixed", same, fixedSame, AS_GOOD, ""));
            rows.add(missed(
                    "adaptive at 1.2 times the rate: not done within that of the best fixed there",
                    more,
                    fixedMore,
                    AS_GOOD,
                    ""));
            for (Trial trial : List.of(same, more)) {
                rows.addAll(apart(trial, MissedShare.p99Ms(base.ms())));
            }
            String informs = "mean of rounds; what was not answered counts with the time-out, "
                    + LoadOptions.DEFAULT_TIMEOUT.toSeconds() + " s";
            rows.add(Row.informs("adaptive / off, p99 at 90 %", ratio(same, base), "", informs));
            rows.add(Row.informs("adaptive at 1.2 times the rate / off, p99", ratio(more, base), "", informs));
            rows.add(Row.informs("adaptive / best fixed, p99 at 90 %", ratio(same, fixedSame), "", informs));
            rows.add(Row.informs(
                    "adaptive / best fixed, p99 at 1.2 times the rate", ratio(more, fixedMore), "", informs));
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
        return Duration.ofSeconds(bench.quick() ? 8 : 13);
    }

    /** The p99 of some loads together, which is the goal that adaptive is given. */
    private static double goalMs(Bench bench, ConfiguredServer off, double ratePerS) {
        List<double[]> all = new ArrayList<>();
        for (int seed = 7; seed < (bench.quick() ? 9 : 11); seed++) {
            all.add(ms(load(off, ratePerS, slice(bench), seed)));
        }
        double p99 = MissedShare.p99Ms(all);
        if (Double.isInfinite(p99)) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT, "without batches more than 1 %% of the requests failed at %.1f/s", ratePerS));
        }
        return p99;
    }

    private static Row missed(String row, Trial own, Trial other, double times, String note) {
        double limit = times * MissedShare.p99Ms(other.ms());
        String all = String.format(
                Locale.ROOT,
                "%swithin %.0f ms, %d requests: %d not answered, %d later",
                note.isEmpty() ? "" : note + "; ",
                limit,
                own.scheduled(),
                own.failed(),
                MissedShare.laterThan(own.ms(), limit));
        return Row.atMost(row, MissedShare.ofP99(own.ms(), other.ms(), times), "%", MissedShare.PERCENT, all);
    }

    /** How many requests were refused, late and lost, each by itself. */
    private static List<Row> apart(Trial trial, double limitMs) {
        String of = "of " + trial.scheduled();
        return List.of(
                Row.count(
                        trial.name() + ": refused",
                        trial.failed() - trial.lost(),
                        "",
                        of + "; by the server's meter, with those of the warm-up: " + trial.refused()),
                Row.count(
                        trial.name() + ": later than the p99 of off at 90 %",
                        MissedShare.laterThan(trial.ms(), limitMs),
                        "",
                        of),
                Row.count(trial.name() + ": lost", trial.lost(), "", of));
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

    /** From the schedule; infinite where there was no answer. */
    private static double[] ms(LoadResult result) {
        return result.exchanges().stream()
                .mapToDouble(one -> one.answered() ? one.latencyNs() / 1e6 : Double.POSITIVE_INFINITY)
                .toArray();
    }

    /** What was refused or lost counts with the time-out: to inform and to search, not to judge. */
    private static double p99Ms(LoadResult result) {
        double[] ms = Arrays.copyOf(result.latenciesMs(), result.scheduled());
        Arrays.fill(ms, result.answered(), ms.length, (double)
                result.options().timeout().toMillis());
        Arrays.sort(ms);
        return ms[(int) Math.ceil(ms.length * 0.99) - 1];
    }

    private static String failures(Trial trial) {
        return String.format(
                Locale.ROOT,
                "%d of %d not answered with 200 (by the meter: %s), at %.1f/s",
                trial.failed(),
                trial.scheduled(),
                trial.refused(),
                trial.ratePerS());
    }
}
