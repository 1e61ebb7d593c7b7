package io.narrows.data.pipeline;

/** Says whether there is room for more. Under the scheduler's lock. */
interface Admission {
    /**
     * Whether a chunk may be begun. What the consumer needs next always may, and so may anything while nothing else is held,
     * so that the bound never stops the loader.
     *
     * @param position its first position
     * @param bytes what it will take
     * @param ahead whether chunks before it are still to be begun
     */
    boolean admits(long position, long bytes, boolean ahead);
}
