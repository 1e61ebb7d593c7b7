package io.narrows.whatif;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How recorded times become the times of a replay: as they are, or as work for processors that are shared. */
final class Timing {

    final Work work;

    /** Processors that what needs one shares; 0 where all times only pass. */
    final double cores;

    private final @Nullable BatchTimes[] wall;
    private final @Nullable BatchTimes[] cpu;

    Timing(Model model, Visits visits, List<Place> places, Work work, double cores) {
        this.work = work;
        this.cores = cores;
        wall = new BatchTimes[places.size()];
        cpu = new BatchTimes[places.size()];
        for (int i = 0; i < wall.length; i++) {
            ServedBatches batches = places.get(i).batches;
            if (batches != null) {
                wall[i] = new BatchTimes(model, visits, batches, work, false);
                cpu[i] = cores > 0 ? new BatchTimes(model, visits, batches, work, true) : null;
            }
        }
    }

    /** What of the batches of a place only passes. */
    @Nullable
    BatchTimes wall(int place) {
        return wall[place];
    }

    /** What of the batches of a place needs a processor; null where nothing does. */
    @Nullable
    BatchTimes cpu(int place) {
        return cpu[place];
    }
}
