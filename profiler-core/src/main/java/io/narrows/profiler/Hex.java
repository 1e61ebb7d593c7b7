package io.narrows.profiler;

/** Ids as W3C Trace Context writes them. */
final class Hex {
    private static final char[] DIGITS = "0123456789abcdef".toCharArray();
    private static final int LONG_DIGITS = 16;

    private Hex() {}

    static String of(long high, long low) {
        char[] out = new char[2 * LONG_DIGITS];
        put(out, 0, high);
        put(out, LONG_DIGITS, low);
        return new String(out);
    }

    /** The header {@code traceparent} of a request that a span sends out. */
    static String traceparent(long traceIdHigh, long traceIdLow, long spanId, int flags) {
        char[] out = "00-................................-................-0.".toCharArray();
        put(out, 3, traceIdHigh);
        put(out, 19, traceIdLow);
        put(out, 36, spanId);
        out[54] = DIGITS[flags & 15];
        return new String(out);
    }

    private static void put(char[] out, int at, long number) {
        for (int i = 0; i < LONG_DIGITS; i++) {
            out[at + i] = DIGITS[(int) (number >>> (60 - 4 * i)) & 15];
        }
    }
}
