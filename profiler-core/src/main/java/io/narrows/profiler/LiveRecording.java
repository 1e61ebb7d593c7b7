package io.narrows.profiler;

import io.narrows.log.buffer.EventBuffer;
import io.narrows.log.buffer.LossyEnd;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What traces and batches of a running profiler write to, and what is counted of it. Thread-safe. */
final class LiveRecording extends Recording {
    /** Beyond this the handles' help is given up: such traces are told by their records alone. */
    static final int MAX_LOSSY_ENDS = 1 << 16;

    // Every thread writes the serials and reads the other fields: two cache lines at least lie between them.
    private static final int TRACE_SERIAL = 16;
    private static final int BATCH_SERIAL = 32;
    private static final int SERIALS_LENGTH = 48;

    private final NanoClock clock;
    private final ThreadBuffers buffers;
    private final AtomicLongArray serials = new AtomicLongArray(SERIALS_LENGTH);
    private final LongAdder misuses = new LongAdder();

    /** What ended with loss since the drainer looked; bounded, because it may be stuck. */
    private final ConcurrentLinkedQueue<LossyEnd> lossyEnds = new ConcurrentLinkedQueue<>();

    private final AtomicInteger lossyCount = new AtomicInteger();

    private volatile boolean closed;

    LiveRecording(NanoClock clock, ThreadBuffers buffers, boolean breakdowns) {
        super(breakdowns);
        this.clock = clock;
        this.buffers = buffers;
    }

    long nextTraceSerial() {
        return serials.incrementAndGet(TRACE_SERIAL);
    }

    long nextBatchSerial() {
        return serials.incrementAndGet(BATCH_SERIAL);
    }

    /** From now on nothing begins, and what open traces still tell is not kept. */
    void close() {
        closed = true;
    }

    /** Takes the next end of a trace or batch with loss, or null. For the drainer. */
    @Nullable
    LossyEnd nextLossyEnd() {
        LossyEnd end = lossyEnds.poll();
        if (end != null) {
            lossyCount.decrementAndGet();
        }
        return end;
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
    ThreadBuffers.@Nullable Owner owner() {
        return buffers.owner();
    }

    @Override
    boolean write(ThreadBuffers.@Nullable Owner mine, long number, long serial, long value, long meta) {
        return closed || buffers.write(mine, number, serial, value, meta);
    }

    @Override
    void misused() {
        misuses.increment();
    }

    @Override
    void endedWithLoss(LossyEnd end) {
        if (lossyCount.incrementAndGet() <= MAX_LOSSY_ENDS) {
            lossyEnds.add(end);
        } else {
            lossyCount.decrementAndGet();
        }
    }
}
