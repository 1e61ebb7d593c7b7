package io.narrows.server.batching;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Chooses which batches are profiled: none of the first ones, during which code and memory warm up, then one of every few until
 * there are enough. Thread-safe.
 */
final class ProfiledBatches {
    /** Batches before the first. */
    static final int FIRST = 20;

    /** One of so many. */
    static final int ONE_OF = 5;

    private final int wanted;
    private final AtomicInteger seen = new AtomicInteger();

    /**
     * Chooses none yet.
     *
     * @param wanted how many; 0 for none
     */
    ProfiledBatches(int wanted) {
        this.wanted = wanted;
    }

    /** Whether the next batch is one of them. */
    boolean next() {
        if (wanted == 0) {
            return false;
        }
        // Stops counting at the end, so that it never wraps round.
        int number = seen.getAndUpdate(count -> count < end() ? count + 1 : count);
        return number >= FIRST && (number - FIRST) % ONE_OF == 0 && (number - FIRST) / ONE_OF < wanted;
    }

    /** Whether all of them were chosen, the last one some batches ago. */
    boolean over() {
        return seen.get() >= end();
    }

    private int end() {
        return wanted == 0 ? 0 : FIRST + ONE_OF * wanted;
    }
}
