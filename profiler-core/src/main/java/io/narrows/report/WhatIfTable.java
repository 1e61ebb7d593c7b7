package io.narrows.report;

import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.StageStatistics;
import io.narrows.whatif.Baseline;
import io.narrows.whatif.Change;
import io.narrows.whatif.Prediction;
import io.narrows.whatif.Station;
import io.narrows.whatif.WhatIf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a report predicts without being asked: the largest stages faster, one worker more, other batches, another load. Immutable.
 *
 * @param reason why nothing is predicted, one line; empty where something is
 * @param baseline the run as observed and as replayed unchanged
 * @param predictions one for each change
 */
public record WhatIfTable(String reason, Baseline baseline, List<Prediction> predictions) {

    private static final Baseline.Figures UNKNOWN = new Baseline.Figures(0, 0, 0);

    /** Nothing was asked, and there is nothing to say. */
    static final WhatIfTable NONE = new WhatIfTable("", new Baseline(0, UNKNOWN, UNKNOWN, List.of(), 0), List.of());

    private static final int STAGES = 3;
    private static final int STATIONS = 2;
    private static final double FASTER_PERCENT = 20;
    private static final double MORE_LOAD_PERCENT = 20;

    /** A stage or station below this part of the mean latency is not worth a row. */
    private static final double WORTH = 0.05;

    public WhatIfTable {
        predictions = List.copyOf(predictions);
    }

    /** Predicts what the run suggests to try. */
    static WhatIfTable of(WhatIf whatIf, RunAnalysis run) {
        List<Prediction> predictions = new ArrayList<>();
        if (whatIf.predicts()) {
            for (Change change : changes(whatIf.baseline(), run)) {
                predict(whatIf, change).ifPresent(predictions::add);
            }
        }
        return new WhatIfTable(whatIf.reason(), whatIf.baseline(), predictions);
    }

    /** Empty where this run does not tell what the change would give. */
    private static Optional<Prediction> predict(WhatIf whatIf, Change change) {
        try {
            return Optional.of(whatIf.predict(change));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<Change> changes(Baseline baseline, RunAnalysis run) {
        List<Change> changes = new ArrayList<>();
        run.stages().stream()
                .filter(stage -> !stage.waiting() && stage.shareOfMean() >= WORTH)
                .sorted(Comparator.comparingDouble(StageStatistics::shareOfMean).reversed())
                .limit(STAGES)
                .forEach(stage -> changes.add(new Change.Faster(stage.name(), FASTER_PERCENT)));
        baseline.stations().stream()
                .filter(station -> station.waitShare() >= WORTH)
                .sorted(Comparator.comparingDouble(Station::waitShare).reversed())
                .limit(STATIONS)
                .forEach(station -> station(station, changes));
        changes.add(new Change.Rate(MORE_LOAD_PERCENT));
        return changes;
    }

    private static void station(Station station, List<Change> changes) {
        changes.add(new Change.Workers(station.name(), station.workers() + 1));
        if (station.batching()) {
            changes.add(new Change.MaxBatch(station.name(), Math.max(1, station.maxBatch() * 2)));
            if (station.maxWaitNs() > 0) {
                changes.add(new Change.MaxWait(station.name(), 0));
            }
        }
    }

    /** The predictions that lower the p99 most, on a line or two; empty without any. */
    String brief(int most) {
        return String.join(
                "; ",
                predictions.stream()
                        .filter(p -> p.p99().changePercent().value() < 0)
                        .sorted(Comparator.comparingDouble(
                                (Prediction p) -> p.p99().changePercent().value()))
                        .limit(most)
                        .map(p -> words(p) + ": p99 "
                                + Format.change(p.p99().changePercent().value()) + " "
                                + Format.interval(p.p99().changePercent()))
                        .toList());
    }

    /** Words of a prediction's changes. */
    static String words(Prediction prediction) {
        return String.join(
                ", ", prediction.changes().stream().map(Change::words).toList());
    }
}
