package io.narrows.environment;

import org.jspecify.annotations.Nullable;

/** Where pauses of the JVM are learned from, from when it was made until it is closed. Thread-safe. */
interface PauseSource {
    /** Called about once a second by one thread: lets it relate its clock to the run's. */
    void mark();

    /** Why it must not go on; null when it may. Asked ten times a second. */
    default @Nullable String danger() {
        return null;
    }

    /** CPU time that its threads took so far, ns, as well as it is known. */
    long cpuNs();

    /**
     * Tells what is pending and ends.
     *
     * @param deadlineNs when to give up, by {@link System#nanoTime()}
     */
    void close(long deadlineNs);
}
