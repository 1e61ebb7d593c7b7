package io.narrows.environment;

import io.narrows.log.LaneTable.LaneEntry;
import io.narrows.log.LaneTable.Mode;
import io.narrows.log.LogDocument;
import io.narrows.log.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pauses of the JVM from the best place that tells them here: the flight recorder, or else the notifications of the garbage
 * collectors. A thread of its own starts that and ends. Thread-safe.
 */
final class Pauses implements Runnable {
    private static final List<String> NAMES = List.of("pause.gc", "pause.safepoint", "pause.jit", "pause.classes");
    private static final int GC_ONLY = 1;

    private final Path jfrFolder;
    private final LongSupplier clock;
    private final Consumer<LogDocument> sink;
    private final HostVoice voice;
    private final Runnable changed;
    private @Nullable PauseSource source;
    private boolean closed;
    private long retiredCpuNs;
    private volatile List<LaneEntry> entries = entries(NAMES.size(), "");

    /**
     * Does not start yet.
     *
     * @param changed called when {@link #entries} has changed
     */
    Pauses(Path jfrFolder, LongSupplier clock, Consumer<LogDocument> sink, HostVoice voice, Runnable changed) {
        this.jfrFolder = jfrFolder;
        this.clock = clock;
        this.sink = document -> {
            if (document instanceof Pause) {
                sink.accept(document);
            }
        };
        this.voice = voice;
        this.changed = changed;
    }

    @Override
    public void run() {
        PauseSource started = null;
        try {
            started = start();
        } catch (Throwable e) {
            unavailable(0, e);
        }
        boolean late;
        synchronized (this) {
            late = closed;
            source = late ? null : started;
        }
        if (late && started != null) {
            started.close(System.nanoTime());
        }
    }

    private PauseSource start() {
        try {
            return JfrPauses.start(jfrFolder, clock, sink, voice);
        } catch (Throwable e) { // no such module, switched off, or broken
            unavailable(GC_ONLY, e); // first, so that who is told of a pause can know where it comes from
            return GcNotifications.start(clock, sink);
        }
    }

    private void unavailable(int available, Throwable e) {
        String reason = e instanceof LinkageError ? "this Java has no flight recorder" : String.valueOf(e.getMessage());
        voice.tell("pauses of the JVM" + (available == GC_ONLY ? " other than of its garbage collector" : "") + " are "
                + Fingerprint.NOT_AVAILABLE + ": " + reason);
        entries = entries(available, Fingerprint.NOT_AVAILABLE + ": " + reason);
        changed.run();
    }

    private static List<LaneEntry> entries(int available, String reason) {
        List<LaneEntry> entries = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            entries.add(new LaneEntry(NAMES.get(i), "ns", Mode.DELTA, i < available ? "" : reason));
        }
        return entries;
    }

    /** What it tells, as lanes without values: they have documents of their own. */
    List<LaneEntry> entries() {
        return entries;
    }

    /** Called about once a second. */
    void mark() {
        PauseSource from = source();
        if (from != null) {
            from.mark();
        }
    }

    /**
     * Called about ten times a second: before a full disk could make the flight recorder end the JVM, goes on without it.
     * The flight recorder stops on a thread of its own, as that may take a while.
     */
    void guard() {
        PauseSource from = source();
        String danger = from == null ? null : from.danger();
        if (from == null || danger == null) {
            return;
        }
        synchronized (this) {
            if (closed || source != from) {
                return;
            }
            retiredCpuNs += from.cpuNs();
            source = GcNotifications.start(clock, sink);
        }
        Thread ending = new Thread(() -> from.close(System.nanoTime()), "narrows-pauses-end");
        ending.setDaemon(true);
        ending.start();
        unavailable(GC_ONLY, new IOException(danger));
    }

    /** CPU time of the threads behind it, so far. */
    synchronized long cpuNs() {
        return retiredCpuNs + (source == null ? 0 : source.cpuNs());
    }

    private synchronized @Nullable PauseSource source() {
        return source;
    }

    /** Tells what is pending and ends; what is still starting ends by itself when it has. */
    void close(long deadlineNs) {
        PauseSource from;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            from = source;
        }
        if (from != null) {
            from.close(deadlineNs);
        }
    }
}
