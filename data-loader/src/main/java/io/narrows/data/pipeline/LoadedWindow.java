package io.narrows.data.pipeline;

import io.narrows.data.order.EpochOrder;
import io.narrows.data.order.Intervals;
import io.narrows.data.order.Window;
import io.narrows.data.profile.ChunkTimes;
import io.narrows.data.shard.RawSample;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Samples that are mixed with each other, in memory as they lie in their shards, from the first that is read until the last is
 * decoded. Planned under the scheduler's lock; a slice's block is filled by one worker and read by all once {@link #ready}.
 */
final class LoadedWindow {
    private static final int[] NONE = {};

    final Window window;
    private final List<Intervals.Range> ranges;
    private final BitSet[] wanted;
    private final @Nullable RawBlock[] blocks;

    /** Place in its block of each sample of a slice that is wanted. */
    private final int[][] places;

    private final long[] estimatedBytes;
    private int nextSlice;
    private int fetched;
    private int range;
    private long next;
    private int unfinished;

    /** What its last slice took: until that was there nobody could begin with it. */
    private ChunkTimes read = new ChunkTimes();

    /** Bytes charged to the budget for it. Under the scheduler's lock. */
    long chargedBytes;

    /** @param ranges positions in the window that are wanted */
    LoadedWindow(Window window, List<Intervals.Range> ranges, long bytes) {
        this.window = window;
        this.ranges = ranges;
        next = ranges.get(0).from();
        blocks = new RawBlock[window.slices()];
        wanted = new BitSet[window.slices()];
        places = new int[window.slices()][];
        estimatedBytes = new long[window.slices()];
        Arrays.setAll(wanted, slice -> new BitSet(window.slice(slice).samples()));
        long count = 0;
        for (Intervals.Range each : ranges) {
            for (long position = each.from(); position < each.to(); position++) {
                int slice = window.sliceOf(position);
                wanted[slice].set(window.indexOf(position) - window.slice(slice).from());
                count++;
            }
        }
        for (int slice = 0; slice < wanted.length; slice++) {
            estimatedBytes[slice] = bytes * wanted[slice].cardinality() / count;
            int[] place = new int[window.slice(slice).samples()];
            int at = 0;
            for (int i = 0; i < place.length; i++) {
                place[i] = at;
                at += wanted[slice].get(i) ? 1 : 0;
            }
            places[slice] = place;
        }
        while (nextSlice < wanted.length && wanted[nextSlice].isEmpty()) {
            skipSlice();
        }
    }

    private void skipSlice() {
        nextSlice++;
        fetched++;
    }

    /** The next slice to be read, or -1. */
    int takeSlice() {
        if (nextSlice == wanted.length) {
            return -1;
        }
        int slice = nextSlice++;
        while (nextSlice < wanted.length && wanted[nextSlice].isEmpty()) {
            skipSlice();
        }
        return slice;
    }

    /** Which samples of a slice are wanted, counted from its first; at least one is. */
    BitSet wanted(int slice) {
        return wanted[slice];
    }

    EpochOrder.Slice slice(int slice) {
        return window.slice(slice);
    }

    /** Bytes that a slice is expected to take. */
    long estimatedBytes(int slice) {
        return estimatedBytes[slice];
    }

    /** A slice was read. Returns bytes that it takes beyond the estimate. */
    long fetched(int slice, RawBlock block, ChunkTimes times) {
        blocks[slice] = block;
        read = times;
        fetched++;
        return block.bytes() - estimatedBytes[slice];
    }

    /** When the last slice was opened and read. */
    ChunkTimes read() {
        return read;
    }

    /** Whether all slices are there. */
    boolean ready() {
        return fetched == wanted.length;
    }

    /** The next position to be decoded, or -1. */
    long next() {
        return range == ranges.size() ? -1 : next;
    }

    /** Takes up to so many positions from {@link #next} on; returns how many. */
    int take(int most) {
        Intervals.Range current = ranges.get(range);
        int count = (int) Math.min(most, current.to() - next);
        next += count;
        if (next == current.to() && ++range < ranges.size()) {
            next = ranges.get(range).from();
        }
        unfinished++;
        return count;
    }

    void anotherRun() {
        unfinished++;
    }

    /** A chunk of it was decoded. Returns whether that was the last; its bytes are gone then. */
    boolean runFinished() {
        boolean last = --unfinished == 0 && next() < 0;
        if (last) {
            Arrays.fill(blocks, null); // its chunks know it until the consumer has them
            Arrays.fill(places, NONE);
        }
        return last;
    }

    /** Why the sample at a position cannot be had; null when it was shown. */
    @Nullable
    Fault show(long position, RawSample target) {
        int slice = window.sliceOf(position);
        RawBlock block = blocks[slice];
        if (block == null) {
            throw new IllegalStateException(
                    "position " + position + " of a window whose slice " + slice + " was not read");
        }
        int place = places[slice][window.indexOf(position) - window.slice(slice).from()];
        Fault fault = block.fault(place);
        if (fault == null) {
            block.show(place, target);
        }
        return fault;
    }
}
