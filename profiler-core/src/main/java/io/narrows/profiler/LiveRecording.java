package io.narrows.profiler;

import io.narrows.log.buffer.EventBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What traces and batches of a running profiler write to, and what is counted of it. Thread-safe. */
final class LiveRecording extends Recording {
    private final NanoClock clock;
    private final ThreadBuffers buffers;
    private final AtomicLong traceSerials = new AtomicLong();
    private final AtomicLong batchSerials = new AtomicLong();
    private final LongAdder misuses = new LongAdder();

    /** Traces that ended with loss since the drainer looked; a stack through {@link Trace#nextLossy}. */
    private final AtomicReference<@Nullable Trace> lossy = new AtomicReference<>();

    private volatile boolean closed;

    LiveRecording(NanoClock clock, ThreadBuffers buffers) {
        this.clock = clock;
        this.buffers = buffers;
    }

    long nextTraceSerial() {
        return traceSerials.incrementAndGet();
    }

    long nextBatchSerial() {
        return batchSerials.incrementAndGet();
    }

    /** From now on nothing begins, and what open traces still tell is not kept. */
    void close() {
        closed = true;
    }

    /** Takes all traces that ended with loss since the last call, linked. */
    @Nullable
    Trace takeLossy() {
        return lossy.getAndSet(null);
    }

    long misuses() {
        return misuses.sum();
    }

    /** Records written so far. */
    long events() {
        long sum = 0;
        for (EventBuffer buffer : buffers.all()) {
            sum += buffer.written();
        }
        return sum;
    }

    @Override
    boolean recording() {
        return !closed;
    }

    @Override
    long now() {
        return clock.nanoTime();
    }

    @Override
    boolean write(long number, long serial, long value, long meta) {
        return closed || buffers.write(number, serial, value, meta);
    }

    @Override
    void misused() {
        misuses.increment();
    }

    @Override
    void endedWithLoss(Trace trace) {
        Trace first;
        do {
            first = lossy.get();
            trace.nextLossy = first;
        } while (!lossy.compareAndSet(first, trace));
    }
}
