package io.narrows.profiler;

/** Trace ids as W3C Trace Context writes them. */
final class Hex {
    private static final char[] DIGITS = "0123456789abcdef".toCharArray();

    private Hex() {}

    static String of(long high, long low) {
        char[] out = new char[32];
        for (int i = 0; i < 16; i++) {
            int shift = 60 - 4 * i;
            out[i] = DIGITS[(int) (high >>> shift) & 15];
            out[16 + i] = DIGITS[(int) (low >>> shift) & 15];
        }
        return new String(out);
    }
}
