package io.narrows.diagnosis;

import io.narrows.whatif.Change;
import io.narrows.whatif.Prediction;
import io.narrows.whatif.Quantity;
import io.narrows.whatif.WhatIf;
import org.jspecify.annotations.Nullable;

/** What the replay of a run says about changes, as findings put it. Thread-safe. */
final class Replay {

    private static final String REPLAYED = "replayed";

    private final WhatIf whatIf;
    private final @Nullable Goal goal;

    Replay(WhatIf whatIf, @Nullable Goal goal) {
        this.whatIf = whatIf;
        this.goal = goal;
    }

    /** The station behind a queue stage, or null where the replay knows none. */
    io.narrows.whatif.@Nullable Station station(String queue) {
        return whatIf.baseline().stations().stream()
                .filter(station -> station.name().equals(queue))
                .findFirst()
                .orElse(null);
    }

    /**
     * Predicts by the metric of the goal; without one by the p99, or by the mean where the p99 stays as it is.
     *
     * @param assumption the change in words
     * @param changes the change, all at once
     * @return null where this run cannot be replayed, or not with that change
     */
    Finding.@Nullable Prediction predict(String assumption, Change... changes) {
        if (changes.length == 0 || !whatIf.predicts()) {
            return null;
        }
        Prediction prediction;
        try {
            prediction = whatIf.predict(changes);
        } catch (IllegalArgumentException e) {
            return null; // a stage or station that is none to the replay
        }
        if (goal != null) {
            return said(goal.metric().path(), of(prediction, goal.metric()), assumption);
        }
        Finding.Prediction p99 = said(Goal.Metric.P99.path(), prediction.p99(), assumption);
        Finding.Prediction mean = said(Arithmetic.MEAN_PATH, prediction.mean(), assumption);
        return p99.atWorst() <= -Findings.FLOOR || p99.atWorst() <= mean.atWorst() ? p99 : mean;
    }

    private static Quantity of(Prediction prediction, Goal.Metric metric) {
        return switch (metric) {
            case P50 -> prediction.p50();
            case P90 -> prediction.p90();
            case P99 -> prediction.p99();
            case THROUGHPUT -> prediction.throughput();
        };
    }

    private static Finding.Prediction said(String metric, Quantity quantity, String assumption) {
        return new Finding.Prediction(
                metric,
                assumption,
                REPLAYED,
                quantity.changePercent().value(),
                quantity.changePercent().lo(),
                quantity.changePercent().hi(),
                quantity.before());
    }
}
