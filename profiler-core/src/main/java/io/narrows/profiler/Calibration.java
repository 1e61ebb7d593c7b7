package io.narrows.profiler;

import io.narrows.log.buffer.EventBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Measures on this host what one event costs its thread: a stage entered, with its reading of the clock. */
final class Calibration {
    private static final long WARM_UP_NS = TimeUnit.MILLISECONDS.toNanos(15);
    private static final long MEASURE_NS = TimeUnit.MILLISECONDS.toNanos(15);
    private static final int EVENTS_PER_ROUND = 1000;
    private static final int MAX_ROUNDS = 1000;
    private static final int RING_BYTES = 1 << 16;

    private Calibration() {}

    /** Records into memory for about 30 ms; the median round counts, because others share the machine. */
    static double nsPerEvent(NanoClock clock) {
        ThreadBuffers buffers = new ThreadBuffers(number -> EventBuffer.inMemory(RING_BYTES));
        try {
            LiveRecording recording = new LiveRecording(clock, buffers);
            Stage stage = recording.names().stage("calibration", Segment.SERVING);
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < WARM_UP_NS) {
                round(recording, buffers, stage);
            }
            double[] nsPerEvent = new double[MAX_ROUNDS];
            int rounds = 0;
            begin = System.nanoTime();
            while (rounds < MAX_ROUNDS && (rounds == 0 || System.nanoTime() - begin < MEASURE_NS)) {
                nsPerEvent[rounds++] = (double) round(recording, buffers, stage) / EVENTS_PER_ROUND;
            }
            Arrays.sort(nsPerEvent, 0, rounds);
            return nsPerEvent[rounds / 2];
        } finally {
            buffers.leave();
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
