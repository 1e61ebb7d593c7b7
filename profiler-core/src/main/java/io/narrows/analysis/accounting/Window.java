package io.narrows.analysis.accounting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was occupied around one chunk of the log: in itself, the one before and the one after. Not thread-safe. */
final class Window {

    private final List<Chunk> chunks;
    private final Stations stations;
    private final Map<Integer, Occupancy> settled = new HashMap<>();
    private final Map<Integer, Occupancy> sorted = new HashMap<>();

    /**
     * Holds three chunks together.
     *
     * @param chunks in the order of the log
     * @param stations what is known of each so far; learns
     */
    Window(List<Chunk> chunks, Stations stations) {
        this.chunks = chunks;
        this.stations = stations;
    }

    Station station(int stage) {
        return stations.of(stage);
    }

    /** The executions behind a wait, not yet settled: to learn from. */
    Occupancy sorted(int stage) {
        return sorted.computeIfAbsent(stage, id -> new Occupancy(executions(id)));
    }

    /** When the workers behind a wait were occupied. */
    Occupancy occupancy(int stage) {
        Occupancy known = settled.get(stage);
        if (known == null) {
            known = sorted(stage);
            known.settle(station(stage));
            settled.put(stage, known);
        }
        return known;
    }

    /** The work of another request that a gap may have been held up by, or null. */
    Endings.@Nullable Ending behind(Wait wait, long ownSerial) {
        Endings.Ending best = null;
        for (Chunk chunk : chunks) {
            best = chunk.endings().behind(wait, ownSerial, best);
        }
        return best;
    }

    private List<Execution> executions(int stage) {
        List<Execution> all = new ArrayList<>();
        for (Chunk chunk : chunks) {
            all.addAll(chunk.executions(stage));
        }
        return all;
    }
}
