package io.narrows.data.pipeline;

import io.narrows.data.order.EpochOrder;
import io.narrows.data.profile.ChunkTimes;
import io.narrows.data.shard.Shard;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Chunks of shards that are read as they lie. */
final class StretchFeed implements Feed {
    /*
     * Where a shard can be begun at any sample, a chunk is as many samples as the pace says, and goes to whoever asks. Where it
     * is compressed in members or frames, a chunk ends at the end of one. Where one of them is much larger than a chunk, it is a
     * stretch, which stays with one worker: only it goes on with the next chunk there, while the others go on behind it.
     *
     * A shard is opened by a worker, outside the lock, some chunks before the first of its samples is wanted. While there are
     * chunks to be had, half of the workers do that at most. Who finds none opens what comes next, as many shards ahead as there
     * are workers, since opening may take longer than all of a shard's samples.
     */
    private static final int OPEN_AHEAD_CHUNKS = 8;
    private static final int MOST_OPENED_AHEAD = 16;

    /** Slices that are looked at for a shard to open. */
    private static final int MOST_LOOKS = 64;

    private final PipelineConfig config;
    private final OpenShards shards;
    private final Pace pace;
    private final Admission admission;
    private final Ranges ranges;
    private final long mostBytes;
    private final IntSupplier workers;
    private final Set<Integer> opening = new HashSet<>();

    /** First positions of the stretches under way. */
    private final TreeSet<Long> stretches = new TreeSet<>();

    /** When a shard was opened of which nothing was taken since. */
    private final Map<Integer, ChunkTimes> openings = new HashMap<>();

    private boolean held;
    private boolean reading;

    /** @param workers how many there are that ask */
    StretchFeed(PipelineConfig config, OpenShards shards, Pace pace, Admission admission, IntSupplier workers) {
        this.config = config;
        this.shards = shards;
        this.pace = pace;
        this.admission = admission;
        this.workers = workers;
        ranges = new Ranges(config.positions());
        mostBytes = pace.mostBytes();
    }

    @Override
    public boolean exhausted() {
        return ranges.at() < 0 && stretches.isEmpty();
    }

    @Override
    public boolean held() {
        return held;
    }

    @Override
    public boolean reading() {
        return reading;
    }

    @Override
    public @Nullable Work next(Worker worker) {
        held = false;
        reading = false;
        Stretch own = worker.stretch;
        if (own != null && own.next < own.end) {
            return along(own);
        }
        long position = ranges.at();
        if (position < 0) {
            return null;
        }
        EpochOrder.Slice slice = config.order().slice(position, ranges.end());
        if (!shards.settled(slice.shard())) {
            Work first = open(slice.shard());
            Work open = first == null ? openAhead(slice, Long.MAX_VALUE) : first;
            reading = open == null;
            return open;
        }
        boolean handsFree = opening.size() < (workers.getAsInt() + 1) / 2;
        Work early = handsFree ? openAhead(slice, (long) OPEN_AHEAD_CHUNKS * pace.samples()) : null;
        if (early != null) {
            return early;
        }
        Work work = cut(worker, position, slice);
        return work == null ? openAhead(slice, Long.MAX_VALUE) : work;
    }

    /**
     * Opens one of the shards that follow.
     *
     * @param mostSamples up to its first
     */
    private @Nullable Work openAhead(EpochOrder.Slice slice, long mostSamples) {
        long samples = slice.samples();
        if (samples > mostSamples) {
            return null;
        }
        int most = Math.min(workers.getAsInt(), MOST_OPENED_AHEAD);
        int shard = slice.shard();
        int ahead = 0;
        Ranges later = ranges.fork();
        later.pass(slice.samples());
        for (int looks = 0; looks < MOST_LOOKS && later.at() >= 0 && samples <= mostSamples; looks++) {
            EpochOrder.Slice next = config.order().slice(later.at(), later.end());
            if (next.shard() != shard) {
                shard = next.shard();
                if (++ahead > most) {
                    return null;
                }
                Work open = shards.settled(shard) ? null : open(shard);
                if (open != null) {
                    return open;
                }
            }
            samples += next.samples();
            later.pass(next.samples());
        }
        return null;
    }

    private @Nullable Work open(int shard) {
        return opening.add(shard) ? Work.open(shard) : null;
    }

    @Override
    public void opened(int shard, ChunkTimes times) {
        opening.remove(shard);
        openings.put(shard, times);
    }

    private @Nullable Work along(Stretch stretch) {
        int from = stretch.next;
        int to = Math.min(stretch.end, from + pace.samples());
        Shard shard = shards.takeIfOpen(stretch.shard);
        long bytes;
        try {
            to = shard == null ? to : fitting(shard, from, to);
            bytes = shard == null ? pace.rawBytes(to - from) : shard.bytes(from, to);
        } finally {
            if (shard != null) {
                shards.giveBack(stretch.shard);
            }
        }
        long position = stretch.positionOf(from);
        if (!admitted(position, bytes, stretch.position != stretches.first())) {
            return null;
        }
        stretch.next = to;
        if (to == stretch.end) {
            stretches.remove(stretch.position);
        }
        Run run = run(position, stretch.shard, from, to, bytes, false);
        run.stretch = stretch;
        return Work.of(run);
    }

    private @Nullable Work cut(Worker worker, long position, EpochOrder.Slice slice) {
        int from = slice.from();
        int to = Math.min(slice.to(), from + pace.samples());
        int stretchEnd = -1;
        long bytes = 0;
        boolean shareable = true;
        Shard shard = shards.takeIfOpen(slice.shard());
        if (shard != null) {
            try {
                to = fitting(shard, from, to);
                if (to < slice.to() && shard.samplesBefore(to) > 0) {
                    int inside = shard.samplesBefore(to);
                    if (to - inside > from) {
                        to -= inside;
                    } else {
                        int end = memberEnd(shard, from, to, slice.to());
                        if (end - from <= 2 * pace.samples()) {
                            to = end;
                        } else {
                            stretchEnd = end;
                        }
                    }
                }
                bytes = shard.bytes(from, to);
                shareable = shard.samplesBefore(from + (to - from) / 2) <= (to - from) / 8;
            } finally {
                shards.giveBack(slice.shard());
            }
        }
        if (!admitted(position, bytes, stretchEnd >= 0 && !stretches.isEmpty())) {
            return null;
        }
        ranges.pass(stretchEnd >= 0 ? stretchEnd - from : to - from);
        Run run = run(position, slice.shard(), from, to, bytes, shareable);
        if (stretchEnd >= 0) {
            Stretch stretch = new Stretch(slice.shard(), from, stretchEnd, position);
            stretch.next = to;
            stretches.add(position);
            worker.stretch = stretch;
            run.stretch = stretch;
        }
        return Work.of(run);
    }

    /** As many samples as are not too large together, at least one. */
    private int fitting(Shard shard, int from, int to) {
        int end = to;
        while (end - from > 1 && shard.bytes(from, end) > mostBytes) {
            end = from + (end - from) / 2;
        }
        return end;
    }

    /** Where what is compressed with sample {@code from} ends. By bisection: what lies before a sample grows with it inside. */
    private static int memberEnd(Shard shard, int from, int inside, int end) {
        int low = inside;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (middle - shard.samplesBefore(middle) > from) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return high;
    }

    private boolean admitted(long position, long rawBytes, boolean ahead) {
        boolean admitted = admission.admits(position, pace.held(rawBytes), ahead);
        held = !admitted;
        return admitted;
    }

    private Run run(long position, int shard, int from, int to, long bytes, boolean shareable) {
        Run run = new Run(position, to - from, shard, from, config.shards().name(shard), null, bytes);
        run.chargedBytes = pace.held(bytes);
        run.shareable = shareable;
        ChunkTimes opened = openings.remove(shard);
        if (opened != null) {
            run.times.follows(opened);
        }
        run.times.holds(shard, from, to - from);
        return run;
    }
}
