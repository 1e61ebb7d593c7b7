package io.narrows.environment;

/** Where pauses of the JVM are learned from, from when it was made until it is closed. Thread-safe. */
interface PauseSource {
    /** Called about once a second by one thread: lets it relate its clock to the run's. */
    void mark();

    /** CPU time that its threads took so far, ns, as well as it is known. */
    long cpuNs();

    /**
     * Tells what is pending and ends.
     *
     * @param deadlineNs when to give up, by {@link System#nanoTime()}
     */
    void close(long deadlineNs);
}
