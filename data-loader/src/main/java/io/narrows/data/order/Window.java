package io.narrows.data.order;

import java.util.Arrays;

/** Samples that are mixed with each other: some slices of shards, and an order over all their samples. Immutable. */
public final class Window {
    private final long first;
    private final EpochOrder.Slice[] slices;
    private final int[] starts;
    private final int[] mixed;

    Window(long first, EpochOrder.Slice[] slices, int[] starts, int[] mixed) {
        this.first = first;
        this.slices = slices;
        this.starts = starts;
        this.mixed = mixed;
    }

    /** Its first position. */
    public long first() {
        return first;
    }

    /** How many positions it has. */
    public int samples() {
        return mixed.length;
    }

    /** How many slices it is read from. */
    public int slices() {
        return slices.length;
    }

    public EpochOrder.Slice slice(int number) {
        return slices[number];
    }

    /** The slice that the sample at a position is in. */
    public int sliceOf(long position) {
        int at = Arrays.binarySearch(starts, mixed[offset(position)]);
        return at >= 0 ? at : -at - 2;
    }

    /** The number of the sample at a position in its shard. */
    public int indexOf(long position) {
        int slice = sliceOf(position);
        return slices[slice].from() + mixed[offset(position)] - starts[slice];
    }

    private int offset(long position) {
        return (int) (position - first);
    }
}
