package io.narrows.log;

import java.util.List;

/**
 * What the threads of the process used since the sample before. Times are ns of the run's monotonic clock.
 *
 * @param atNs when the sample was taken
 * @param periodNs time since the sample before
 * @param threads threads that ran or waited to run in it
 */
public record ThreadSample(long atNs, long periodNs, List<ThreadUse> threads) implements LogDocument {

    public ThreadSample {
        threads = List.copyOf(threads);
    }

    /**
     * One thread.
     *
     * @param thread name of the thread
     * @param cpuNs CPU time that it used
     * @param runDelayNs time that it was ready to run and waited for a CPU
     */
    public record ThreadUse(String thread, long cpuNs, long runDelayNs) {}
}
