package io.narrows.log.buffer;

/** Which usual traces are kept when not all are. Stateless; the recording and the recovery decide alike. */
public final class Sampling {
    /*
     * One rule for all services: a trace that crosses several of them is kept in all or in none, and with 1/N in one and
     * 2/N in another, what the first keeps the second has too. So it follows from the trace id alone: mixed, because ids
     * that others give need not be random, and with N a power of two the lowest bits of the mixture decide.
     *
     * The mixture is the 64-bit finalizer of MurmurHash3 (Austin Appleby), variant 13 (David Stafford), over both halves.
     */
    private Sampling() {}

    /**
     * Whether a trace is kept.
     *
     * @param traceIdHigh first half of its W3C trace id
     * @param traceIdLow second half
     * @param oneIn of how many one is kept, a power of two; 0 keeps none
     */
    public static boolean keeps(long traceIdHigh, long traceIdLow, int oneIn) {
        if (oneIn <= 1) {
            return oneIn == 1;
        }
        return (mixed(mixed(traceIdHigh) + traceIdLow) & (oneIn - 1)) == 0;
    }

    private static long mixed(long bits) {
        long z = bits;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
