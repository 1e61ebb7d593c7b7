package io.narrows.golden;

/** Distance of two floats in units in the last place. */
final class Ulps {
    private Ulps() {}

    /**
     * How many steps from one float to the next lead from {@code a} to {@code b}; zero and negative zero are no step apart.
     *
     * @param a finite
     * @param b finite
     */
    static long between(float a, float b) {
        return Math.abs((long) ordered(a) - ordered(b));
    }

    /** Bits of a float are sign and magnitude; this counts from the most negative float to the largest. */
    private static int ordered(float value) {
        int bits = Float.floatToRawIntBits(value);
        return bits < 0 ? Integer.MIN_VALUE - bits : bits;
    }
}
