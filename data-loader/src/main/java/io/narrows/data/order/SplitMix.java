package io.narrows.data.order;

/**
 * Numbers that look random and are the same everywhere: SplitMix64, a counter put through a mixing function. Not for secrets.
 * Not thread-safe; the static functions are.
 */
public final class SplitMix {
    /*
     * [1] Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014. The counter steps by the golden
     *     ratio times 2^64; the mixing constants are Stafford's variant 13.
     */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    public SplitMix(long seed) {
        state = seed;
    }

    /** The next 64 bits. */
    public long next() {
        state += GOLDEN;
        return mix(state);
    }

    /** The next number below {@code bound}; off from uniform by at most {@code bound / 2^32}. */
    public int next(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }

    /** A bijection of 64 bits that spreads a change of one bit over all of them. */
    public static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** One seed of two numbers; their order counts. */
    public static long mix(long first, long second) {
        return mix(mix(first + GOLDEN) + second * GOLDEN);
    }

    /** The numbers 0 to {@code n - 1} in an order of chance (Fisher and Yates). */
    public int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 1; i < n; i++) {
            int j = next(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
