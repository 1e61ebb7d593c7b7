package io.narrows.data.command;

/** The sizes of all shards together. Thread-safe, and to be read when all have been added. */
final class SizeTotals {
    private final SizeHistogram samples = new SizeHistogram();
    private final FieldSizes fields = new FieldSizes();

    /** Adds those of a shard, which need not be kept. */
    synchronized void add(SizeHistogram ofSamples, FieldSizes ofFields) {
        samples.add(ofSamples);
        fields.add(ofFields);
    }

    synchronized SizeHistogram samples() {
        return samples;
    }

    synchronized FieldSizes fields() {
        return fields;
    }
}
