package io.narrows.environment;

import io.narrows.log.LaneTable;
import io.narrows.log.LaneTable.LaneEntry;
import io.narrows.log.LogDocument;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What else went on while requests were served, told beside their traces: resources of process and host, sampled by a
 * daemon thread of its own.
 *
 * <p>Open one per run; it works until it is closed. Nothing here throws into the host: what cannot be read is a lane with a
 * reason in {@link #table}, and what fails later is said once in the host's log. Thread-safe.
 */
public final class Lanes implements AutoCloseable {
    private static final long CLOSE_NS = TimeUnit.SECONDS.toNanos(2);

    /** Of that, what is left for ending when what is pending does not come. */
    private static final long SPARE_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final HostVoice voice = new HostVoice();
    private final LaneValues values;
    private final Sampler sampler;
    private final Runnable tableChanged;
    private final Pauses pauses;
    private final Thread thread;
    private final Thread starter;
    private final StartingCost starting = new StartingCost(System.nanoTime());
    private volatile boolean closed;

    private Lanes(Path root, Path jfrFolder, Duration period, LongSupplier clock, Consumer<LogDocument> to) {
        Consumer<LogDocument> sink = document -> {
            try {
                to.accept(document);
            } catch (Throwable e) {
                voice.warn("a sample or pause was not taken: " + e);
            }
        };
        Pressure waits = new Pressure(root, "cpu");
        ThreadDelays delays = new ThreadDelays(root, waits::some);
        values = new LaneValues(sources(root, waits, delays));
        tableChanged = () -> sink.accept(table());
        pauses = new Pauses(jfrFolder, clock, sink, voice, tableChanged);
        sampler = new Sampler(
                values,
                delays,
                new SamplePace(period.toNanos()),
                clock,
                sink,
                voice,
                pauses::guard,
                this::everySecond,
                tableChanged);
        thread = daemon(sampler, "narrows-lanes");
        starter = daemon(pauses, "narrows-pauses");
    }

    /**
     * Begins.
     *
     * @param runDirectory where files may be put while it works
     * @param period time between two samples
     * @param clock the run's clock
     * @param sink takes the documents, from several threads; must be quick. A {@link LaneTable} comes first, and again
     *     when it has changed
     */
    public static Lanes open(Path runDirectory, Duration period, LongSupplier clock, Consumer<LogDocument> sink) {
        Lanes lanes = new Lanes(Path.of("/"), runDirectory.resolve("jfr"), period, clock, sink);
        lanes.tableChanged.run();
        lanes.start(lanes.thread);
        lanes.start(lanes.starter);
        return lanes;
    }

    private void start(Thread thread) {
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // no thread could be had
            voice.warn("context lanes are incomplete: " + e.getMessage());
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name) {
            /** Does nothing: an interrupted thread cannot park, and would spin until the end of the run. */
            @Override
            public void interrupt() {}
        };
        thread.setDaemon(true);
        return thread;
    }

    private void everySecond() {
        pauses.mark();
        cpuNs(); // so that what starting took is known whenever somebody asks
    }

    private static List<LaneSource> sources(Path root, Pressure waits, ThreadDelays delays) {
        return List.of(
                new ProcessStat(root),
                new SystemStat(root),
                new ProcessIo(root),
                waits,
                new Pressure(root, "io"),
                new Pressure(root, "memory"),
                new Cgroup(root),
                delays, // after what says whether it need ask
                new JvmMemory());
    }

    /** The lanes that the samples speak of, as far as is known now. */
    public LaneTable table() {
        List<LaneEntry> entries = new ArrayList<>(values.table().lanes());
        entries.addAll(pauses.entries());
        return new LaneTable(entries);
    }

    /**
     * CPU time that the threads behind the lanes took so far, ns: the sampler's, and those of the flight recorder as well as
     * they are known. While it is open, what starting took is told over some minutes, since it is paid once.
     */
    public long cpuNs() {
        long total = sampler.cpuNs() + pauses.cpuNs();
        return closed ? total : starting.told(System.nanoTime(), total);
    }

    /** Ends, within 2 s; calling it again does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        sampler.close();
        LockSupport.unpark(thread);
        long deadlineNs = System.nanoTime() + CLOSE_NS;
        // Not on the caller's thread: JFR may be busy, for instance ending at the same time, and has no time limits.
        Thread ending = daemon(() -> pauses.close(deadlineNs - SPARE_NS), "narrows-pauses-end");
        start(ending);
        join(ending, deadlineNs);
        join(thread, deadlineNs);
        join(starter, deadlineNs);
        closed = true;
    }

    private static void join(Thread thread, long deadlineNs) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            if (leftMs <= 0) {
                break;
            }
            try {
                thread.join(leftMs);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
