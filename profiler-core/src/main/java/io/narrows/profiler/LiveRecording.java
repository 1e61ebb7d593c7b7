package io.narrows.profiler;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** A running recording. */
final class LiveRecording extends Recording {
    private final ProfilerConfig config;
    private final AtomicLong traceSerials = new AtomicLong();
    private final AtomicLong batchSerials = new AtomicLong();
    private final LongAdder misuses = new LongAdder();

    private volatile boolean closed;

    private LiveRecording(ProfilerConfig config) {
        this.config = config;
    }

    static LiveRecording open(ProfilerConfig config) {
        return new LiveRecording(config);
    }

    long nextTraceSerial() {
        return traceSerials.incrementAndGet();
    }

    long nextBatchSerial() {
        return batchSerials.incrementAndGet();
    }

    Path directory() {
        return config.runDirectory();
    }

    ProfilerStats stats() {
        return new ProfilerStats(0, 0, 0, 0, 0, misuses.sum(), 0, 0, 0, 0);
    }

    void close() {
        closed = true;
    }

    @Override
    boolean recording() {
        return !closed;
    }

    @Override
    long now() {
        return config.clock().nanoTime();
    }

    @Override
    boolean write(long number, long serial, long value, long meta) {
        return true;
    }

    @Override
    void misused() {
        misuses.increment();
    }

    @Override
    void endedWithLoss(Trace trace) {}
}
