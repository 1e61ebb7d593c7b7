package io.narrows.profiler;

import io.narrows.log.buffer.EventBuffer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Measures on this host what one event costs its thread: a stage entered, with its reading of the clock. */
final class Calibration {
    /*
     * The code is cold and the machine may be busy. So the budget is processor time of this thread where that is known,
     * the first half only warms up, and of the second half the tenth percentile counts: the rounds that nobody disturbed.
     */
    private static final long BUDGET_NS = TimeUnit.MILLISECONDS.toNanos(30);
    private static final long MAX_WALL_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int EVENTS_PER_ROUND = 250;
    private static final int MAX_ROUNDS = 4096;
    private static final double QUANTILE = 0.1;
    private static final int RING_BYTES = 1 << 14;

    private Calibration() {}

    /** Records into memory for about 30 ms. */
    static double nsPerEvent(NanoClock clock) {
        ThreadBuffers buffers = new ThreadBuffers(number -> EventBuffer.inMemory(RING_BYTES));
        try {
            LiveRecording recording = new LiveRecording(clock, buffers, false);
            Stage stage = recording.names().stage("calibration", Segment.SERVING);
            Stopwatch stopwatch = new Stopwatch();
            while (stopwatch.usedNs() < BUDGET_NS / 2) {
                round(recording, buffers, stage);
            }
            double[] nsPerEvent = new double[MAX_ROUNDS];
            int rounds = 0;
            do {
                nsPerEvent[rounds++] = (double) round(recording, buffers, stage) / EVENTS_PER_ROUND;
            } while (rounds < MAX_ROUNDS && stopwatch.usedNs() < BUDGET_NS);
            Arrays.sort(nsPerEvent, 0, rounds);
            return nsPerEvent[(int) (rounds * QUANTILE)];
        } finally {
            buffers.leave();
        }
    }

    /** Processor time of the calling thread, or all of the budget when it has been too long on the wall. */
    private static final class Stopwatch {
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private final boolean cpuTime = threads.isCurrentThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled();
        private final long wallBeginNs = System.nanoTime();
        private final long cpuBeginNs = cpuTime ? threads.getCurrentThreadCpuTime() : 0;

        long usedNs() {
            long wallNs = System.nanoTime() - wallBeginNs;
            if (!cpuTime) {
                return wallNs;
            }
            return wallNs > MAX_WALL_NS ? BUDGET_NS : threads.getCurrentThreadCpuTime() - cpuBeginNs;
        }
    }

    private static long round(LiveRecording recording, ThreadBuffers buffers, Stage stage) {
        Trace trace = new Trace(recording, 1, 0, 0, 0, 0);
        long begin = System.nanoTime();
        for (int i = 0; i < EVENTS_PER_ROUND; i++) {
            trace.enter(stage);
        }
        long ns = System.nanoTime() - begin;
        for (EventBuffer buffer : buffers.all()) {
            buffer.giveBack(buffer.written());
        }
        return ns;
    }
}
