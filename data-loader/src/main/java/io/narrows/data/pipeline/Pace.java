package io.narrows.data.pipeline;

import java.util.Arrays;

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

    /** What a later group leaves for each byte of a shard; below 0 while it is not known. */
    private final double[] laterPerRaw;

    private double bytesPerSample;
    private double decodedPerRaw = FIRST_DECODED_PER_RAW;
    private boolean decodedKnown;
    private int samples;

    Pace(long limitBytes, int groups) {
        mostBytes = Math.max(LEAST_BYTES, Math.min(MOST_BYTES, limitBytes * PART_OF_BUDGET));
        nsPerSample = new double[groups];
        laterPerRaw = new double[groups];
        Arrays.fill(laterPerRaw, 1, groups, -1);
        samples = groups == 1 ? FIRST_SAMPLES : 1; // by one sample the later groups show what they make of it
    }

    /** The most bytes, in its shard, of a chunk of more than one sample. */
    long mostBytes() {
        return (long) mostBytes;
    }

    /** Samples of the next chunk, at least 1. */
    int samples() {
        return samples;
    }

    /** The most bytes that so many bytes of a shard take in memory, while they are decoded or in any group behind that. */
    long held(long rawBytes) {
        return Math.max(rawBytes + (long) (rawBytes * decodedPerRaw), laterBytes(1, rawBytes));
    }

    /** Whether it is known what a group leaves of a chunk. */
    boolean knows(int group) {
        return laterPerRaw[group] >= 0;
    }

    boolean knowsAll() {
        for (double each : laterPerRaw) {
            if (each < 0) {
                return false;
            }
        }
        return true;
    }

    /** The most bytes that so many bytes of a shard take in a group, or in one behind it, as far as is known. */
    long laterBytes(int group, long rawBytes) {
        return (long) (rawBytes * later(group));
    }

    private double later(int group) {
        double most = 0;
        for (int each = group; each < laterPerRaw.length; each++) {
            most = Math.max(most, laterPerRaw[each]);
        }
        return most;
    }

    /** An estimate of bytes of samples in their shard. */
    long rawBytes(int count) {
        return (long) (bytesPerSample * count);
    }

    /** An estimate of the most bytes of so many samples once they are decoded, there or in any group behind that. */
    long decodedBytes(int count) {
        return (long) (bytesPerSample * Math.max(decodedPerRaw, later(1)) * count);
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
            double byBytes = mostBytes / Math.max(bytesPerSample * Math.max(1 + decodedPerRaw, later(1)), 1);
            double most = Math.min(MOST_SAMPLES, Math.max(FIRST_SAMPLES, samples * 2.0));
            samples = knowsAll() ? (int) Math.max(1, Math.min(Math.min(byTime, byBytes), most)) : 1;
        }
    }

    /** Bytes of a chunk that a group is done with: in its shard, and now. */
    void made(int group, int count, long rawBytes, long bytes) {
        if (group == 0) {
            seen(count, rawBytes);
        }
        if (rawBytes <= 0) {
            return;
        }
        double ratio = (double) bytes / rawBytes;
        if (group > 0) {
            laterPerRaw[group] = knows(group) ? laterPerRaw[group] * (1 - WEIGHT) + ratio * WEIGHT : ratio;
        } else {
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
