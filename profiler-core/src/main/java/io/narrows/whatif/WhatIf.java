package io.narrows.whatif;

import io.narrows.analysis.statistics.Estimate;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers what a recorded run would have been with something changed. Immutable, thread-safe.
 *
 * <p>Where the run cannot be predicted, {@link #predicts} is false and {@link #reason} says why in one line; the same run
 * gives the same answers, to the last bit.
 */
public final class WhatIf {

    /*
     * A prediction is what was observed, times the ratio of two replays: one with the change, one without. What the replay
     * does not know (and it never knows everything) is in both, and cancels to first order. Its interval holds
     *
     *   the chance in the run     block bootstrap of the pairs of latencies
     *   the error of the replay   by how much it misses the observed with nothing changed, and by how much it and the change
     *                             do something else when all that it takes from free to busy is drawn, as it would be in
     *                             another run; at least FLOOR
     *   that of the change        part of the distance from no change: what follows from it is the less certain
     *
     * The last two were set by the back-test, `benchmarks/run whatif`.
     */

    /** Fewer requests than this say too little about a p99. */
    static final int FEWEST = 200;

    /** Part of the traces that may be missing or in pieces. */
    private static final double MOST_LOST = 0.01;

    /** By how much the unchanged replay may miss the observed p50 and p99. */
    static final double GATE = 0.05;

    /** Where more of the latencies than this is handing over, the replay must also do with drawn ones. */
    private static final double MOST_HAND_OVER = 0.1;

    /** Two runs of the same differ by at least this. */
    private static final double FLOOR = 0.015;

    private static final double FLOOR_OF_THROUGHPUT = 0.005;

    /** Part of a change by which the replay may be wrong about it. */
    private static final double OF_CHANGE = 0.1;

    /** A median that grows this much from quarter to quarter of the run is no steady state. */
    private static final double DRIFT = 4;

    private final String reason;
    private final Baseline baseline;
    private final @Nullable Prepared prepared;

    private WhatIf(String reason, Baseline baseline, @Nullable Prepared prepared) {
        this.reason = reason;
        this.baseline = baseline;
        this.prepared = prepared;
    }

    /** Finds the stations of a run and replays it unchanged. */
    public static WhatIf of(Model model) {
        TraceColumns traces = model.traces();
        if (model.sampled()) {
            return refused("the log holds only a sample of the requests, and queues cannot be replayed from a sample");
        }
        int counted = Counted.count(traces);
        if (counted < FEWEST) {
            return refused("the log holds " + counted + (counted == 1 ? " request" : " requests")
                    + " that ended well, and a replay needs at least " + FEWEST);
        }
        if (model.lost() > MOST_LOST) {
            return refused(String.format(
                    Locale.ROOT,
                    "%.1f %% of the traces or their records were lost or given up, and queues cannot be replayed without them",
                    model.lost() * 100));
        }
        Prepared prepared = new Prepared(model);
        return new WhatIf(reason(prepared), prepared.baseline(), prepared);
    }

    private static WhatIf refused(String reason) {
        return new WhatIf(reason, Baseline.EMPTY, null);
    }

    private static String reason(Prepared prepared) {
        for (Place place : prepared.places) {
            if (!place.problem.isEmpty()) {
                return place.problem;
            }
        }
        long[] quarters = prepared.counted.mediansOfQuarters(prepared.counted.latencies());
        if (drifts(quarters)) {
            return String.format(
                    Locale.ROOT,
                    "the load drifts: the median latency grows from %s ms in the first quarter to %s ms in the last",
                    number(quarters[0] / 1e6),
                    number(quarters[3] / 1e6));
        }
        String unexplained = prepared.unexplained.problem();
        if (!unexplained.isEmpty()) {
            return unexplained;
        }
        if (!prepared.reproduces(prepared.unchanged)) {
            return missed(prepared.observed, prepared.unchanged);
        }
        return prepared.handOverShare() > MOST_HAND_OVER && !prepared.reproduces(prepared.shuffled)
                ? missed(prepared.observed, prepared.shuffled)
                : "";
    }

    private static boolean drifts(long[] quarters) {
        return quarters[0] < quarters[1]
                && quarters[1] < quarters[2]
                && quarters[2] < quarters[3]
                && quarters[3] > DRIFT * quarters[0];
    }

    private static String missed(Series observed, Series replayed) {
        String p99 = missed("p99", observed.quantile(0.99) / 1e6, replayed.quantile(0.99) / 1e6);
        return p99.isEmpty() ? missed("p50", observed.quantile(0.5) / 1e6, replayed.quantile(0.5) / 1e6) : p99;
    }

    private static String missed(String name, double observed, double replayed) {
        return Math.abs(replayed / observed - 1) <= GATE
                ? ""
                : String.format(
                        Locale.ROOT,
                        "with nothing changed the replay gives a %s of %s ms where %s ms were observed, more than %.0f %% off",
                        name,
                        number(replayed),
                        number(observed),
                        GATE * 100);
    }

    /** Three digits, without an exponent for large ones. */
    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 1_000 ? "%,.0f" : "%.3g", value);
    }

    /** Whether the replay gives the observed latencies with nothing changed, so that it may speak about changes. */
    public boolean predicts() {
        return reason.isEmpty();
    }

    /** Why not, in one line; empty where it predicts. */
    public String reason() {
        return reason;
    }

    /** The run as observed, as replayed unchanged, and its stations. */
    public Baseline baseline() {
        return baseline;
    }

    /**
     * Replays the run with something changed.
     *
     * @param together what is changed, all at once
     * @throws IllegalStateException where {@link #predicts} is false
     * @throws IllegalArgumentException where a change names a stage or station that the run does not have, with one line
     *     that says which there are
     */
    public Prediction predict(Change... together) {
        Prepared ready = prepared;
        if (ready == null || !predicts()) {
            throw new IllegalStateException(reason);
        }
        List<Change> changes = List.of(together);
        Variation variation = ready.variation(changes);
        Replay.Result replayed = ready.replay(variation);
        String overload = overload(ready, variation, replayed);
        int blocks = overload.isEmpty() ? ready.blocksWith(replayed.latencies(), variation) : 1;
        Ratios ratios = Ratios.of(
                ready.unchanged(blocks), ready.counted.series(replayed.latencies(), variation.rate(), blocks), blocks);
        Series shuffled = ready.shuffled(variation);
        return new Prediction(
                changes,
                quantity(ready, shuffled, ratios.p50(), FLOOR, 1e-6, series -> series.quantile(0.5)),
                quantity(ready, shuffled, ratios.p90(), FLOOR, 1e-6, series -> series.quantile(0.9)),
                quantity(ready, shuffled, ratios.p99(), FLOOR, 1e-6, series -> series.quantile(0.99)),
                quantity(ready, shuffled, ratios.mean(), FLOOR, 1e-6, Series::mean),
                quantity(ready, shuffled, ratios.throughput(), FLOOR_OF_THROUGHPUT, 1, Series::ratePerS),
                Stream.of(overload, variation.caution(), ready.unexplained.caution())
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining("; ")));
    }

    /** Where more comes than is served, latencies follow from how long it goes on: in words, or empty. */
    private static String overload(Prepared ready, Variation variation, Replay.Result replayed) {
        for (int i = 0; i < ready.places.size(); i++) {
            double utilisation = ready.utilisation(variation, replayed, i);
            if (utilisation >= 1) {
                return String.format(
                        Locale.ROOT,
                        "'%s' gets more than it can serve (%.0f %% of its workers' time), so latencies grow as long as the run goes on",
                        ready.places.get(i).name,
                        utilisation * 100);
            }
        }
        return drifts(ready.counted.mediansOfQuarters(replayed.latencies()))
                ? "latencies grow from quarter to quarter of the run: more comes than it can serve"
                : "";
    }

    private static double off(double value, double from) {
        return Math.abs(value / from - 1);
    }

    private static Quantity quantity(
            Prepared ready,
            Series shuffled,
            Estimate ratio,
            double floor,
            double unit,
            ToDoubleFunction<Series> statistic) {
        double observed = statistic.applyAsDouble(ready.observed);
        Double lo = ratio.lo();
        Double hi = ratio.hi();
        if (lo == null || hi == null) {
            return Quantity.of(observed * unit, ratio);
        }
        double ofShuffled = statistic.applyAsDouble(shuffled) / statistic.applyAsDouble(ready.shuffled);
        double unchanged = statistic.applyAsDouble(ready.unchanged);
        double elsewhere = off(statistic.applyAsDouble(ready.shuffled), unchanged);
        double missed = off(unchanged, observed) + Math.max(elsewhere, off(ofShuffled, ratio.value()));
        double error = Math.max(floor, missed) + OF_CHANGE * Math.min(1, Math.abs(Math.log(ratio.value())));
        return Quantity.of(observed * unit, new Estimate(ratio.value(), lo / (1 + error), hi * (1 + error)));
    }
}
