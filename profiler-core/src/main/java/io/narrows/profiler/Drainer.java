package io.narrows.profiler;

import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that reads all buffers over and over and fills the log. */
final class Drainer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Profiler.class);

    private final ThreadBuffers buffers;
    private final LogOutput output;
    private final NanoClock clock;
    private final Pace pace;
    private final double nsPerEvent;
    private final Sweep sweep;
    private final LaneQueue lanes;
    private final Accounts accounts;

    private boolean warned;

    private volatile boolean closing;
    private volatile boolean finished;

    Drainer(
            ThreadBuffers buffers,
            LogOutput output,
            NanoClock clock,
            Pace pace,
            double nsPerEvent,
            Sweep sweep,
            LaneQueue lanes,
            Accounts accounts) {
        this.buffers = buffers;
        this.output = output;
        this.clock = clock;
        this.pace = pace;
        this.nsPerEvent = nsPerEvent;
        this.sweep = sweep;
        this.lanes = lanes;
        this.accounts = accounts;
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
        accounts.begin();
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
            sweep.finish();
            lanes.drainTo(output::write);
            written = accounts.finish(clock.nanoTime(), sweep.traces(), nsPerEvent);
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
        output.writeNames();
        long records = sweep.pass(now);
        lanes.drainTo(output::write);
        accounts.tick(now);
        buffers.tend();
        return records;
    }
}
