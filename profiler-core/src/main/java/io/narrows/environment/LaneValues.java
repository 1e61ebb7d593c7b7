package io.narrows.environment;

import io.narrows.log.LaneTable;
import io.narrows.log.LaneTable.LaneEntry;
import io.narrows.log.LaneTable.Mode;
import io.narrows.log.ResourceSample;
import io.narrows.log.ResourceSample.LaneValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The lanes of a few sources, and what became of them: totals become changes, and a source that cannot be read is closed
 * and its lanes are marked as unavailable, once and for good. Read by one thread; {@link #table} by any.
 */
final class LaneValues implements AutoCloseable {
    private static final String NOT_HERE = Fingerprint.NOT_AVAILABLE + ": ";

    private final List<LaneSource> sources;
    private final boolean[] open;
    private final List<LaneSource.Lane> lanes = new ArrayList<>();
    private final String[] unavailable;
    private final long[] now;
    private final long[] before;
    private boolean changed;
    private volatile LaneTable table;

    /** Reads all sources once, so that the table is known and the first sample has changes to tell. */
    LaneValues(List<LaneSource> sources) {
        this.sources = List.copyOf(sources);
        open = new boolean[sources.size()];
        Arrays.fill(open, true);
        sources.forEach(source -> lanes.addAll(source.lanes()));
        unavailable = new String[lanes.size()];
        Arrays.fill(unavailable, "");
        now = new long[lanes.size()];
        before = new long[lanes.size()];
        read();
        System.arraycopy(now, 0, before, 0, now.length);
        table = describe();
    }

    /** The lanes, with the reasons of those that have no values. */
    LaneTable table() {
        return table;
    }

    /**
     * Reads all lanes.
     *
     * @param atNs now, by the run's clock
     * @param periodNs time since the sample before
     */
    ResourceSample sample(long atNs, long periodNs) {
        changed = read();
        if (changed) {
            table = describe();
        }
        List<LaneValue> values = new ArrayList<>(now.length);
        for (int lane = 0; lane < now.length; lane++) {
            if (!unavailable[lane].isEmpty()) {
                continue;
            }
            // A counter of the kernel may step back a little; it did not shrink.
            long value = lanes.get(lane).mode() == Mode.DELTA ? Math.max(0, now[lane] - before[lane]) : now[lane];
            if (value != 0) {
                values.add(new LaneValue(lane, value));
            }
            before[lane] = now[lane];
        }
        return new ResourceSample(atNs, periodNs, values);
    }

    /** Whether the last sample found a lane that has no values any more. */
    boolean changed() {
        return changed;
    }

    private boolean read() {
        boolean changed = false;
        for (int source = 0, first = 0; source < open.length; source++) {
            LaneSource from = sources.get(source);
            int behind = first + from.lanes().size();
            if (open[source]) {
                try {
                    from.read(now, first);
                    for (int lane = first; lane < behind; lane++) {
                        if (now[lane] == LaneSource.ABSENT && unavailable[lane].isEmpty()) {
                            unavailable[lane] = NOT_HERE + "this system does not tell it";
                            changed = true;
                        }
                    }
                } catch (Exception | LinkageError e) { // of a module that is not there
                    open[source] = false;
                    from.close();
                    Arrays.fill(unavailable, first, behind, NOT_HERE + reason(e));
                    changed = true;
                }
            }
            first = behind;
        }
        return changed;
    }

    private static String reason(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    private LaneTable describe() {
        List<LaneEntry> entries = new ArrayList<>(lanes.size());
        for (int i = 0; i < lanes.size(); i++) {
            LaneSource.Lane lane = lanes.get(i);
            entries.add(new LaneEntry(lane.name(), lane.unit(), lane.mode(), unavailable[i]));
        }
        return new LaneTable(entries);
    }

    @Override
    public void close() {
        sources.forEach(LaneSource::close);
    }
}
