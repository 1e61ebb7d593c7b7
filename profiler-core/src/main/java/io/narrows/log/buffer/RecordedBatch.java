package io.narrows.log.buffer;

import java.util.Arrays;

/** The stage changes of a batch as its records tell them. Grows while it is read off, and never after. */
final class RecordedBatch implements BatchTimeline {
    private final long serial;
    private long[] ns = new long[8];
    private int[] stages = new int[8];
    private int[] seqs = new int[8];
    private int count;

    RecordedBatch(long serial) {
        this.serial = serial;
    }

    void add(int stage, long atNs, int seq) {
        if (count == ns.length) {
            ns = Arrays.copyOf(ns, 2 * count);
            stages = Arrays.copyOf(stages, 2 * count);
            seqs = Arrays.copyOf(seqs, 2 * count);
        }
        ns[count] = atNs;
        stages[count] = stage;
        seqs[count] = seq;
        count++;
    }

    /** The first change behind a record of the batch. */
    int firstChangeAfter(int seq) {
        int change = 0;
        while (change < count && seqs[change] < seq) {
            change++;
        }
        return change;
    }

    @Override
    public long serial() {
        return serial;
    }

    @Override
    public int changes() {
        return count;
    }

    @Override
    public long ns(int change) {
        return ns[change];
    }

    @Override
    public int stage(int change) {
        return stages[change];
    }
}
