package io.narrows.report.export;

/**
 * How many requests were under way, on average over slices of time. At most 2,048 slices: when they are full, each two become
 * one. What lies before the first stretch is not counted. Not thread-safe.
 */
final class InFlight {

    /*
     * A stretch adds its part of the two slices at its ends, and one to every slice between them. The latter as a difference:
     * plus one where the whole slices begin, minus one where they end, so that a long stretch costs as little as a short one.
     */

    static final int SLICES = 2_048;

    private static final long FINEST_NS = 1L << 20;

    private double[] partNs = new double[SLICES + 1];
    private double[] whole = new double[SLICES + 1];
    private long widthNs = FINEST_NS;
    private long originNs;
    private int used;

    /** Takes what is called for each slice. */
    interface Slice {
        /** From a moment on, so many were under way on average. */
        void accept(long fromNs, double mean) throws java.io.IOException;
    }

    /** Adds a stretch that counts so many times. */
    void add(long startNs, long endNs, double weight) {
        if (used == 0) {
            originNs = startNs;
        }
        long from = Math.max(0, startNs - originNs);
        long to = Math.max(from, endNs - originNs);
        while (to / widthNs >= SLICES) {
            fold();
        }
        int first = (int) (from / widthNs);
        int last = (int) (to / widthNs);
        used = Math.max(used, last + 1);
        if (first == last) {
            partNs[first] += weight * (to - from);
            return;
        }
        partNs[first] += weight * ((first + 1L) * widthNs - from);
        partNs[last] += weight * (to - last * widthNs);
        whole[first + 1] += weight;
        whole[last] -= weight;
    }

    private void fold() {
        double[] folded = new double[SLICES + 1];
        double through = 0;
        for (int i = 0; i < SLICES; i++) {
            through += whole[i];
            folded[i / 2] += partNs[i] + through * widthNs;
        }
        partNs = folded;
        whole = new double[SLICES + 1];
        widthNs *= 2;
        used = (used + 1) / 2;
    }

    /** Tells all slices in order, and a zero after the last. */
    void forEach(Slice slice) throws java.io.IOException {
        double through = 0;
        for (int i = 0; i < used; i++) {
            through += whole[i];
            slice.accept(originNs + i * widthNs, through + partNs[i] / widthNs);
        }
        if (used > 0) {
            slice.accept(originNs + used * widthNs, 0);
        }
    }
}
