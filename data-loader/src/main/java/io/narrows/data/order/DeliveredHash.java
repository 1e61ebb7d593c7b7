package io.narrows.data.order;

/**
 * A set of samples as a count and a sum of 64-bit hashes, one per sample, whatever their order. Two different sets of the same
 * size have the same sum once in 2^64 by chance; it is no defence against somebody who looks for such sets. Immutable.
 *
 * @param count how many samples
 * @param sum sum of their hashes, modulo 2^64
 */
public record DeliveredHash(long count, long sum) {
    /** No samples. */
    public static final DeliveredHash NONE = new DeliveredHash(0, 0);

    /** The hash of one sample. */
    public static long of(int shard, int index) {
        return SplitMix.mix(shard, index);
    }

    public DeliveredHash plus(DeliveredHash other) {
        return new DeliveredHash(count + other.count, sum + other.sum);
    }

    /** Every sample of shards of so many samples. Takes about 2 ns a sample. */
    public static DeliveredHash ofAll(int[] samples) {
        long count = 0;
        long sum = 0;
        for (int shard = 0; shard < samples.length; shard++) {
            count += samples[shard];
            for (int index = 0; index < samples[shard]; index++) {
                sum += of(shard, index);
            }
        }
        return new DeliveredHash(count, sum);
    }
}
