package io.narrows.analysis.accounting;

import io.narrows.analysis.RequestThreads;
import io.narrows.log.LaneTable;
import io.narrows.log.ResourceSample;
import io.narrows.log.ThreadSample;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the machine withheld, slice by slice. In bounded memory: of a long run two slices are put together into one as often
 * as needed. Not thread-safe.
 */
final class LaneTrack {

    /*
     * A sample speaks of the whole process, not of a request. What can be said of a request is a part:
     *
     * - no free core: of the time in which threads ran or were ready to, the part in which they were only ready, D / (C + D),
     *   D being run delay and C processor time of all threads. A request that is being served runs or is ready, or it
     *   sleeps, of which nothing is known; so it is at most what the threads that waited long had to wait, shared out over
     *   the time in which requests executed. Where no thread is told to have waited long, it is nothing.
     * - throttled: the part of the slice in which the group was held back.
     * - stolen: of the processor time that the guest wanted, the part that the host gave away.
     * - major faults: whether there were any.
     */

    private static final int MOST = 1 << 15;

    /** What is withheld. */
    static final List<CauseType> TYPES =
            List.of(CauseType.NO_FREE_CORE, CauseType.THROTTLED, CauseType.STOLEN, CauseType.MAJOR_FAULT);

    private final List<Slice> slices = new ArrayList<>();
    private List<String> names = List.of();
    private int perSlice = 1;
    private int open;

    private static final class Slice {
        private final long fromNs;
        private long toNs;
        private final double[] lostNs = new double[TYPES.size()];
        private double waitedNs;

        private Slice(long fromNs, long toNs) {
            this.fromNs = fromNs;
            this.toNs = toNs;
        }

        private void add(Slice later) {
            toNs = Math.max(toNs, later.toNs);
            waitedNs += later.waitedNs;
            for (int i = 0; i < lostNs.length; i++) {
                lostNs[i] += later.lostNs[i];
            }
        }
    }

    void add(LaneTable table) {
        names = table.lanes().stream().map(LaneTable.LaneEntry::name).toList();
    }

    void add(ResourceSample sample) {
        if (sample.periodNs() <= 0) {
            return;
        }
        Slice slice = new Slice(sample.atNs() - sample.periodNs(), sample.atNs());
        double period = sample.periodNs();
        double delay = value(sample, "threads.rundelay");
        double used = value(sample, "process.cpu");
        double busy = value(sample, "system.cpu.busy");
        double stolen = value(sample, "system.cpu.steal");
        slice.lostNs[0] = delay > 0 ? period * delay / (delay + (used > 0 ? used : period)) : 0;
        slice.lostNs[1] = Math.min(period, value(sample, "cgroup.throttled"));
        slice.lostNs[2] = stolen > 0 ? period * stolen / (stolen + busy) : 0;
        slice.lostNs[3] = value(sample, "faults.major") > 0 ? period : 0;
        if (open > 0 && open < perSlice) {
            slices.get(slices.size() - 1).add(slice);
            open++;
        } else {
            slices.add(slice);
            open = 1;
        }
        if (slices.size() > MOST) {
            halve();
        }
    }

    /** Takes what single threads waited in the slice that was added last. */
    void add(ThreadSample sample) {
        Slice last = slices.isEmpty() ? null : slices.get(slices.size() - 1);
        if (last != null && last.toNs == sample.atNs()) {
            last.waitedNs += RequestThreads.waitedNs(sample);
        }
    }

    private void halve() {
        List<Slice> halved = new ArrayList<>(slices.size());
        for (int i = 0; i < slices.size(); i += 2) {
            Slice slice = slices.get(i);
            if (i + 1 < slices.size()) {
                slice.add(slices.get(i + 1));
            }
            halved.add(slice);
        }
        slices.clear();
        slices.addAll(halved);
        perSlice *= 2;
        open = perSlice;
    }

    private double value(ResourceSample sample, String lane) {
        for (ResourceSample.LaneValue value : sample.values()) {
            if (value.lane() >= 0
                    && value.lane() < names.size()
                    && names.get(value.lane()).equals(lane)) {
                return Math.max(0, value.value());
            }
        }
        return 0;
    }

    /**
     * The part of each slice that was withheld, by type; without those of which there was nothing.
     *
     * @param ledger the requests beside
     */
    Map<CauseType, Track> tracks(Ledger ledger) {
        limit(ledger);
        Map<CauseType, Track> tracks = new EnumMap<>(CauseType.class);
        for (int i = 0; i < TYPES.size(); i++) {
            Track track = new Track();
            for (Slice slice : slices) {
                double length = (double) slice.toNs - slice.fromNs;
                track.add(slice.fromNs, slice.toNs, length > 0 ? Math.min(1, slice.lostNs[i] / length) : 0);
            }
            if (!track.empty()) {
                tracks.put(TYPES.get(i), track);
            }
        }
        return tracks;
    }

    private void limit(Ledger ledger) {
        int noCore = TYPES.indexOf(CauseType.NO_FREE_CORE);
        double[] executing = new Executing(
                        slices.stream().mapToLong(slice -> slice.fromNs).toArray(),
                        slices.stream().mapToLong(slice -> slice.toNs).toArray())
                .add(ledger)
                .perSlice();
        for (int i = 0; i < executing.length; i++) {
            Slice slice = slices.get(i);
            double most = executing[i] > 0 ? slice.waitedNs / executing[i] * (slice.toNs - slice.fromNs) : 0;
            slice.lostNs[noCore] = Math.min(slice.lostNs[noCore], most);
        }
    }
}
