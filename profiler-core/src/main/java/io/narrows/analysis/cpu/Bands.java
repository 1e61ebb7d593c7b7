package io.narrows.analysis.cpu;

import io.narrows.analysis.accounting.TailContrast;

/**
 * Which requests are compared, by their latency in ns.
 *
 * @param slowFromNs slow ones take this long or longer
 * @param typicalFromNs typical ones take this long or longer
 * @param typicalToNs typical ones take this long or shorter
 */
public record Bands(long slowFromNs, long typicalFromNs, long typicalToNs) {

    /** No request is either. */
    public static final Bands NONE = new Bands(Long.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE);

    /** The same requests that the account of the tail compares. */
    public static Bands of(TailContrast contrast) {
        return contrast.slow() == 0
                ? NONE
                : new Bands(ns(contrast.slowFromMs()), ns(contrast.typicalFromMs()), ns(contrast.typicalToMs()));
    }

    private static long ns(double ms) {
        return Math.round(ms * 1e6);
    }

    boolean slow(long latencyNs) {
        return latencyNs >= slowFromNs;
    }

    boolean typical(long latencyNs) {
        return typicalFromNs <= latencyNs && latencyNs <= typicalToNs && !slow(latencyNs);
    }
}
