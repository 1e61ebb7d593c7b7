package io.narrows.environment;

import io.narrows.log.LogDocument;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The thread that takes a sample of all lanes every period, as long as it is not closed. What goes wrong ends at most this
 * thread.
 */
final class Sampler implements Runnable {
    private static final long MARK_EVERY_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long OFTEN_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LaneValues values;
    private final ThreadDelays delays;
    private final SamplePace pace;
    private final LongSupplier clock;
    private final Consumer<LogDocument> sink;
    private final HostVoice voice;
    private final Runnable often;
    private final Runnable everySecond;
    private final Runnable tableChanged;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private volatile boolean closed;
    private volatile long cpuNs;

    Sampler(
            LaneValues values,
            ThreadDelays delays,
            SamplePace pace,
            LongSupplier clock,
            Consumer<LogDocument> sink,
            HostVoice voice,
            Runnable often,
            Runnable everySecond,
            Runnable tableChanged) {
        this.values = values;
        this.delays = delays;
        this.pace = pace;
        this.clock = clock;
        this.sink = sink;
        this.voice = voice;
        this.often = often;
        this.everySecond = everySecond;
        this.tableChanged = tableChanged;
    }

    @Override
    public void run() {
        try {
            sampleUntilClosed();
        } catch (Throwable e) {
            voice.warn("resources of the process are no longer sampled: " + e);
        } finally {
            values.close();
        }
    }

    private void sampleUntilClosed() {
        long before = clock.getAsLong();
        long marked = before;
        long due = System.nanoTime();
        long cpuBefore = cpuTime();
        while (!closed) {
            due = Math.max(due, System.nanoTime() - pace.periodNs()) + pace.periodNs();
            rest(due);
            if (closed) {
                return; // what happened since the last sample is shorter than a period
            }
            long at = clock.getAsLong();
            sink.accept(values.sample(at, at - before));
            if (delays.anyTold()) {
                sink.accept(delays.sample(at, at - before));
            }
            if (values.changed()) {
                tableChanged.run();
            }
            if (at - marked >= MARK_EVERY_NS) {
                marked = at;
                everySecond.run();
            }
            before = at;
            long cpu = cpuTime();
            cpuNs = cpu;
            if (pace.sampled(cpu - cpuBefore)) {
                voice.tell("sampling the resources of the process costs more than "
                        + 100 * SamplePace.SHARE + " % of a core; from now on it is done less often, at least every "
                        + TimeUnit.NANOSECONDS.toMillis(SamplePace.LONGEST_NS) + " ms");
            }
            cpuBefore = cpu;
        }
    }

    private void rest(long due) {
        for (long left = due - System.nanoTime(); left > 0 && !closed; left = due - System.nanoTime()) {
            LockSupport.parkNanos(this, Math.min(left, OFTEN_NS));
            often.run();
        }
    }

    private long cpuTime() {
        return threads.isCurrentThreadCpuTimeSupported() ? Math.max(0, threads.getCurrentThreadCpuTime()) : 0;
    }

    /** CPU time that its thread took, up to the last sample. */
    long cpuNs() {
        return cpuNs;
    }

    /** Lets its thread end; the caller wakes it. */
    void close() {
        closed = true;
    }
}
