package io.narrows.data.pipeline;

/**
 * How long samples take and how large they are, and from that how many make a good chunk. Changed under the scheduler's lock.
 */
final class Pace {
    /*
     * A chunk is to take about a millisecond: so long that handing it on, which takes some microseconds, does not count, and so
     * short that nobody waits long for somebody else's. Chunks begin small, so that the first batch is there soon, and at most
     * double, so that one wrong estimate does little harm.
     */
    private static final double CHUNK_NS = 1e6;
    private static final int FIRST_SAMPLES = 8;
    private static final int MOST_SAMPLES = 2048;
    private static final double MOST_BYTES = 2 << 20;
    private static final double LEAST_BYTES = 16 << 10;

    /** Part of the budget that a chunk may take, so that the bound is passed by less than a tenth. */
    private static final double PART_OF_BUDGET = 1.0 / 32;

    private static final double WEIGHT = 0.2;
    private static final double FIRST_DECODED_PER_RAW = 2;

    private final double mostBytes;
    private final double[] nsPerSample;
    private double bytesPerSample;
    private double decodedPerRaw = FIRST_DECODED_PER_RAW;
    private boolean decodedKnown;
    private int samples = FIRST_SAMPLES;

    Pace(long limitBytes, int groups) {
        mostBytes = Math.max(LEAST_BYTES, Math.min(MOST_BYTES, limitBytes * PART_OF_BUDGET));
        nsPerSample = new double[groups];
    }

    /** The most bytes, in its shard, of a chunk of more than one sample. */
    long mostBytes() {
        return (long) mostBytes;
    }

    /** Samples of the next chunk, at least 1. */
    int samples() {
        return samples;
    }

    /** Bytes that so many bytes of a shard take in memory while they are worked on and once they are decoded. */
    long held(long rawBytes) {
        return rawBytes + (long) (rawBytes * decodedPerRaw);
    }

    /** An estimate of bytes of samples in their shard. */
    long rawBytes(int count) {
        return (long) (bytesPerSample * count);
    }

    /** An estimate of bytes of so many samples once they are decoded. */
    long decodedBytes(int count) {
        return (long) (bytesPerSample * decodedPerRaw * count);
    }

    /** About how long a group takes for a sample. */
    double nsPerSample(int group) {
        return nsPerSample[group];
    }

    /** A chunk is done by a group. */
    void took(int group, int count, long ns) {
        if (count > 0) {
            nsPerSample[group] = mean(nsPerSample[group], (double) ns / count);
            double slowest = 0;
            for (double each : nsPerSample) {
                slowest = Math.max(slowest, each);
            }
            double byTime = CHUNK_NS / Math.max(slowest, 1);
            double byBytes = mostBytes / Math.max(bytesPerSample * (1 + decodedPerRaw), 1);
            double wanted = Math.min(Math.min(byTime, byBytes), Math.min(MOST_SAMPLES, samples * 2.0));
            samples = (int) Math.max(1, wanted);
        }
    }

    /** Bytes of a chunk: in its shard, and decoded. */
    void made(int count, long rawBytes, long decodedBytes) {
        seen(count, rawBytes);
        if (rawBytes > 0) {
            double ratio = (double) decodedBytes / rawBytes;
            decodedPerRaw = decodedKnown ? decodedPerRaw * (1 - WEIGHT) + ratio * WEIGHT : ratio;
            decodedKnown = true;
        }
    }

    /** Samples were read, and took so many bytes. */
    void seen(int count, long rawBytes) {
        if (count > 0) {
            bytesPerSample = mean(bytesPerSample, (double) rawBytes / count);
        }
    }

    private static double mean(double before, double now) {
        return before == 0 ? now : before * (1 - WEIGHT) + now * WEIGHT;
    }
}
