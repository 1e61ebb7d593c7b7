package io.narrows.analysis.accounting;

import io.narrows.analysis.Waits;
import io.narrows.log.StageTable;
import java.util.List;

/** The names behind the ids of a log, and which stages are waits. Not thread-safe. */
final class StageNames {

    /** What a gap before the first stage comes after. */
    static final String ARRIVAL = "arrival";

    /** Stages and gaps beyond those that are told apart. */
    static final String OTHERS = "others";

    private StageTable table = new StageTable(List.of(), List.of(), List.of());
    private boolean[] waits = {};
    private boolean[] forEqual = {};

    void replace(StageTable newer) {
        table = newer;
        waits = new boolean[newer.stages().size()];
        forEqual = new boolean[waits.length];
        for (int id = 0; id < waits.length; id++) {
            waits[id] = Waits.isWait(newer.stages().get(id).name());
            forEqual[id] = Waits.isForEqual(newer.stages().get(id).name());
        }
    }

    /** Whether a request waits in a stage, by the stage's name. */
    boolean waits(int stage) {
        return stage >= 0 && stage < waits.length && waits[stage];
    }

    /** Whether a request waits in a stage for the result of an equal one, by the stage's name. */
    boolean forEqual(int stage) {
        return stage >= 0 && stage < forEqual.length && forEqual[stage];
    }

    String stage(int id) {
        return id >= 0 && id < table.stages().size() ? table.stages().get(id).name() : "stage " + id;
    }

    /** Name of a stage or gap. */
    String place(long place) {
        if (place == Place.AFTER_ARRIVAL) {
            return "after " + ARRIVAL;
        }
        if (place == Place.OTHERS) {
            return OTHERS;
        }
        return Place.gap(place) ? "after " + stage(Place.stage(place)) : stage(Place.stage(place));
    }

    String kind(int id) {
        return id >= 0 && id < table.kinds().size() ? table.kinds().get(id) : "kind " + id;
    }

    /** Name of an attribute, empty where the log does not give one. */
    String attribute(int id) {
        return id >= 0 && id < table.attributes().size()
                ? table.attributes().get(id).name()
                : "";
    }
}
