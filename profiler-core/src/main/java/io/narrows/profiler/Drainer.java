package io.narrows.profiler;

import io.narrows.log.CarriedRecords;
import io.narrows.log.DropCount;
import io.narrows.log.RunFooter;
import io.narrows.log.buffer.Assembler;
import io.narrows.log.buffer.Cursor;
import io.narrows.log.buffer.EventBuffer;
import io.narrows.log.buffer.LossyEnd;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that reads all buffers over and over, puts traces together and writes them to the log. Its counters may be
 * read by any thread; they are as of its latest pass.
 */
final class Drainer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Profiler.class);

    private static final long COUNT_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    /** Silent traces are looked for this often per {@code abandonAfter}; the time between two passes counts for no more. */
    private static final int SILENCE_CHECKS = 8;

    private final LiveRecording recording;
    private final ThreadBuffers buffers;
    private final LogOutput output;
    private final NanoClock clock;
    private final Pace pace;
    private final double nsPerEvent;
    private final long abandonAfterNs;
    private final Assembler assembler;
    private final List<Cursor> cursors = new ArrayList<>();

    // Time that this thread was there to watch. While the process or its machine stands still, nobody can end a trace.
    private long lastPassNs;
    private long watchedNs;

    private long nextCountNs;
    private long nextSilenceCheckNs;
    private boolean warned;

    private volatile boolean closing;
    private volatile boolean finished;
    private volatile long traces;
    private volatile long incomplete;
    private volatile long abandoned;

    Drainer(
            LiveRecording recording,
            ThreadBuffers buffers,
            LogOutput output,
            NanoClock clock,
            Pace pace,
            double nsPerEvent,
            long abandonAfterNs) {
        this.recording = recording;
        this.buffers = buffers;
        this.output = output;
        this.clock = clock;
        this.pace = pace;
        this.nsPerEvent = nsPerEvent;
        this.abandonAfterNs = abandonAfterNs;
        this.assembler = new Assembler(output::write, false, Assembler.MAX_OPEN);
        long now = clock.nanoTime();
        nextCountNs = now + COUNT_INTERVAL_NS;
        lastPassNs = now;
        nextSilenceCheckNs = abandonAfterNs / SILENCE_CHECKS;
    }

    long traces() {
        return traces;
    }

    long incomplete() {
        return incomplete;
    }

    long abandoned() {
        return abandoned;
    }

    /** Whether the log has its footer and is closed. */
    boolean finished() {
        return finished;
    }

    /** Makes {@link #run} end after it has written everything that is there now. Followed by an unpark. */
    void close() {
        closing = true;
    }

    @Override
    public void run() {
        while (!closing) {
            long parkNs = pace.afterPass(guardedPass());
            if (parkNs > 0) {
                LockSupport.parkNanos(this, parkNs);
            }
        }
        // Two passes: one for what is there, one to know that nothing else belongs to it.
        guardedPass();
        guardedPass();
        finish();
    }

    /** What cannot be written to the end has no footer and keeps its buffers, so that a reader recovers the rest. */
    private void finish() {
        boolean written = false;
        try {
            writeRest();
            written = true;
        } catch (Throwable e) {
            HostLog.say(() -> LOG.error("the rest of the recording could not be written", e));
        }
        finished = output.close() && written;
        buffers.release();
    }

    /** A failure here must not end the recording: it is said once, and the next pass goes on. */
    private long guardedPass() {
        try {
            return pass();
        } catch (Throwable e) { // nobody would start this thread again
            if (!warned) {
                warned = true;
                HostLog.say(() -> LOG.error("a pass over the recording buffers failed; recording goes on", e));
            }
            return 0;
        }
    }

    private long pass() {
        long now = clock.nanoTime();
        watchedNs += Math.min(now - lastPassNs, Math.max(abandonAfterNs / SILENCE_CHECKS, 2 * Pace.MAX_PARK_NS));
        lastPassNs = now;
        List<EventBuffer> all = buffers.all();
        while (cursors.size() < all.size()) {
            cursors.add(new Cursor(all.get(cursors.size())));
        }
        long records = 0;
        for (Cursor cursor : cursors) {
            records += cursor.drainTo(assembler, watchedNs);
        }
        for (LossyEnd end = recording.nextLossyEnd(); end != null; end = recording.nextLossyEnd()) {
            assembler.accept(end, watchedNs);
        }
        output.writeNames();
        assembler.endPass();
        for (Cursor cursor : cursors) {
            cursor.advance();
            if (cursor.heldUp()) {
                ByteBuffer carried = assembler.carry(cursor);
                output.write(new CarriedRecords(carried));
                cursor.letGo();
            }
        }
        if (watchedNs - nextSilenceCheckNs >= 0) {
            nextSilenceCheckNs = watchedNs + abandonAfterNs / SILENCE_CHECKS;
            assembler.giveUpSilent(watchedNs - abandonAfterNs);
        }
        publishCounts();
        if (now - nextCountNs >= 0) {
            nextCountNs = now + COUNT_INTERVAL_NS;
            output.writeCount(count(now));
        }
        buffers.tend();
        return records;
    }

    private void writeRest() {
        assembler.finish();
        publishCounts();
        long now = clock.nanoTime();
        output.put(count(now));
        output.put(new RunFooter(now, traces, recording.events(), nsPerEvent));
    }

    private void publishCounts() {
        traces = assembler.ended();
        incomplete = assembler.incomplete();
        abandoned = assembler.abandoned();
    }

    private DropCount count(long nowNs) {
        return new DropCount(
                nowNs, buffers.dropped(), incomplete, abandoned, recording.misuses(), output.lost(), 0, 0, 0);
    }
}
