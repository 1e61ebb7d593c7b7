package io.narrows.environment;

import io.narrows.log.Pause;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Stops of all threads, put together from their beginning, the operation that they were for, and their end. A pause of the
 * garbage collector is told by itself; of its safepoint only what lies before and after it is told here, so that no time is
 * told twice. Shorter ones than a bound are left out. Times in ns of the run's clock. Used by one thread.
 */
final class Safepoints {
    /** Shorter stops explain no slow request. */
    static final long LEAST_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private static final long NONE = -1;

    private final Consumer<? super Pause> sink;
    private long id = NONE;
    private long startNs;
    private long toSafepointNs;
    private String operation = "";
    private long gcStartNs;
    private long gcEndNs;
    private boolean gc;

    Safepoints(Consumer<? super Pause> sink) {
        this.sink = sink;
    }

    /** All threads were asked to stop, and stood. */
    void begun(long safepoint, long askedNs, long stoodNs) {
        id = safepoint;
        startNs = askedNs;
        toSafepointNs = stoodNs - askedNs;
        operation = "";
        gc = false;
    }

    /** What they stood for. */
    void operation(long safepoint, String name) {
        if (safepoint == id) {
            operation = name;
        }
    }

    /** The garbage collector paused; it does so inside a safepoint. */
    void gcPause(long fromNs, long toNs) {
        if (!gc) {
            gcStartNs = fromNs;
            gcEndNs = toNs;
        } else {
            gcStartNs = Math.min(gcStartNs, fromNs);
            gcEndNs = Math.max(gcEndNs, toNs);
        }
        gc = true;
    }

    /** They were let go. */
    void ended(long safepoint, long endNs) {
        if (safepoint != id) {
            return; // it began before this was listening
        }
        id = NONE;
        if (gc && gcStartNs >= startNs && gcEndNs <= endNs) {
            tell(startNs, gcStartNs, operation + ", stopping the threads");
            tell(gcEndNs, endNs, operation + ", letting the threads go");
        } else {
            tell(startNs, endNs, operation);
        }
    }

    private void tell(long fromNs, long toNs, String cause) {
        if (toNs - fromNs >= LEAST_NS) {
            sink.accept(new Pause(Pause.Type.SAFEPOINT, fromNs, toNs, cause, toSafepointNs));
        }
    }
}
