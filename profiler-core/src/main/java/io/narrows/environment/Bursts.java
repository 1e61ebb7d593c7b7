package io.narrows.environment;

/**
 * Puts many small events into few long ones: events that overlap or follow each other closely are one burst, and only a
 * burst with enough work in it is told. Events come in about the order of their ends. Used by one thread.
 */
final class Bursts {
    /** Takes a burst that has ended. */
    @FunctionalInterface
    interface Teller {
        /**
         * A burst.
         *
         * @param startNs start of its first event
         * @param endNs end of its last
         * @param longest name of its longest event
         * @param events how many
         * @param workNs sum of their times
         */
        void burst(long startNs, long endNs, String longest, long events, long workNs);
    }

    private final long gapNs;
    private final long longestNs;
    private final long leastWorkNs;
    private final Teller teller;

    private long startNs;
    private long endNs;
    private long events;
    private long workNs;
    private long mostNs;
    private String longest = "";

    /**
     * No burst yet.
     *
     * @param gapNs time without an event that ends a burst
     * @param longestNs time after which a burst is cut, so that it is told while it goes on
     * @param leastWorkNs sum of times of its events below which a burst is not told
     * @param teller takes the bursts
     */
    Bursts(long gapNs, long longestNs, long leastWorkNs, Teller teller) {
        this.gapNs = gapNs;
        this.longestNs = longestNs;
        this.leastWorkNs = leastWorkNs;
        this.teller = teller;
    }

    /** Takes an event; its name is asked for only when it is the longest so far. */
    void event(long start, long end, java.util.function.Supplier<String> name) {
        if (events > 0 && (start - endNs > gapNs || end - startNs > longestNs)) {
            tell();
        }
        if (events == 0) {
            startNs = start;
            endNs = end;
            workNs = 0;
            mostNs = -1;
        }
        events++;
        startNs = Math.min(startNs, start);
        endNs = Math.max(endNs, end);
        workNs += end - start;
        if (end - start > mostNs) {
            mostNs = end - start;
            longest = name.get();
        }
    }

    /** Ends the burst if nothing belonging to it can come any more. */
    void upTo(long nowNs) {
        if (events > 0 && nowNs - endNs > gapNs) {
            tell();
        }
    }

    /** Ends the burst whatever may come. */
    void tell() {
        if (events > 0 && workNs >= leastWorkNs) {
            teller.burst(startNs, endNs, longest, events, workNs);
        }
        events = 0;
    }
}
