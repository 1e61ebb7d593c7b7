package io.narrows.data;

import io.narrows.data.order.DeliveredHash;
import io.narrows.data.order.Intervals;
import io.narrows.data.pipeline.Fault;
import io.narrows.data.pipeline.Piece;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch that is being put together, and what taking it changes in the loader's state. Not thread-safe. */
final class Draft {
    /*
     * What is left out must not stand still while nothing else comes: after so many faults, or so many samples of few faults, it is
     * handed over by itself. Each time is a visit to the quarantine file, and cuts a fault that goes on into two.
     */
    private static final int MANY_FAULTS = 1000;
    private static final int MANY_SAMPLES = 100_000;

    @Nullable
    Object[] items;

    @Nullable
    String[] keys;

    /** Whether what was left out is counted, and in the file where there is one. */
    boolean writtenDown;

    private int size;
    private long bytes;
    private long deliveredSum;
    private long skippedCount;
    private long skippedSum;
    private final List<Fault> faults = new ArrayList<>(0);

    /** Ends of ranges of positions, begin and end in turn. */
    private long[] ranges = new long[8];

    private int rangeEnds;

    Draft(int capacity) {
        items = new Object[capacity];
        keys = new String[capacity];
    }

    int size() {
        return size;
    }

    long bytes() {
        return bytes;
    }

    /** Whether taking it changes nothing. */
    boolean empty() {
        return rangeEnds == 0;
    }

    List<Fault> faults() {
        return faults;
    }

    /** Whether so much was left out that it is to be handed over. */
    boolean muchLeftOut() {
        return faults.size() >= MANY_FAULTS || skippedCount >= MANY_SAMPLES;
    }

    /** Adds samples of a piece, as many as there is room for, and to another draft what was left out; returns how many positions. */
    int add(Piece piece, int offset, Draft leftOut) {
        int count = piece.samples() - offset;
        if (!piece.whole()) {
            return addSome(piece, offset, count, leftOut);
        }
        count = Math.min(count, items.length - size);
        piece.copy(offset, count, items, keys, size);
        long sum = 0;
        for (int i = offset; i < offset + count; i++) {
            sum += DeliveredHash.of(piece.shard(i), piece.index(i));
        }
        deliveredSum += sum;
        size += count;
        bytes += piece.bytesPerSample() * count;
        range(piece.position() + offset, count);
        return count;
    }

    private int addSome(Piece piece, int offset, int count, Draft leftOut) {
        int passed = 0;
        while (passed < count) {
            int at = offset + passed;
            Fault fault = piece.fault(at);
            if (fault != null) {
                leftOut.addLeftOut(piece, at, fault);
            } else if (size < items.length) {
                range(piece.position() + at, 1);
                add(
                        piece.item(at),
                        piece.key(at),
                        DeliveredHash.of(piece.shard(at), piece.index(at)),
                        piece.bytesPerSample());
            } else {
                break;
            }
            passed++;
        }
        return passed;
    }

    /** Adds a sample that is left out. */
    void addLeftOut(Piece piece, int at, Fault fault) {
        range(piece.position() + at, 1);
        skippedCount++;
        skippedSum += DeliveredHash.of(piece.shard(at), piece.index(at));
        fault(fault, piece.index(at));
    }

    /** Adds a sample that was kept aside. */
    void add(@Nullable Object item, String key, long position, long hash, long bytesOf) {
        range(position, 1);
        add(item, key, hash, bytesOf);
    }

    private void add(@Nullable Object item, String key, long hash, long bytesOf) {
        items[size] = item;
        keys[size] = key;
        size++;
        bytes += bytesOf;
        deliveredSum += hash;
    }

    /** Takes over what was left out. */
    void takeSkipped(Draft other) {
        skippedCount += other.skippedCount;
        skippedSum += other.skippedSum;
        faults.addAll(other.faults);
        for (int i = 0; i < other.rangeEnds; i += 2) {
            range(other.ranges[i], (int) (other.ranges[i + 1] - other.ranges[i]));
        }
    }

    /** Samples that follow each other and were lost together are reported once. */
    private void fault(Fault fault, int index) {
        int last = faults.size() - 1;
        Fault before = last < 0 ? null : faults.get(last);
        if (before != null
                && before.cause() == fault.cause()
                && before.shard().equals(fault.shard())
                && before.index() + before.samples() == index) {
            faults.set(
                    last,
                    new Fault(before.shard(), before.index(), before.samples() + 1, before.stage(), before.cause()));
        } else {
            faults.add(new Fault(fault.shard(), index, 1, fault.stage(), fault.cause()));
        }
    }

    private void range(long position, int count) {
        if (rangeEnds > 0 && ranges[rangeEnds - 1] == position) {
            ranges[rangeEnds - 1] = position + count;
            return;
        }
        if (rangeEnds == ranges.length) {
            ranges = Arrays.copyOf(ranges, rangeEnds * 2);
        }
        ranges[rangeEnds++] = position;
        ranges[rangeEnds++] = position + count;
    }

    /** Takes the positions away from those that are to be delivered. */
    void removeFrom(Intervals remaining) {
        for (int i = 0; i < rangeEnds; i += 2) {
            remaining.remove(ranges[i], ranges[i + 1]);
        }
    }

    DeliveredHash delivered() {
        return new DeliveredHash(size, deliveredSum);
    }

    DeliveredHash skipped() {
        return new DeliveredHash(skippedCount, skippedSum);
    }
}
