package io.narrows.environment;

import io.narrows.log.LogDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.management.JMException;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingStream;
import org.jspecify.annotations.Nullable;

/**
 * Pauses of the JVM from its flight recorder, as a stream of events: no polling, a delay of about a second. Starting it takes
 * a while and is not done on a thread of the host.
 *
 * <p>JFR records for all who ask at once. So what is switched on here is seen in a recording of the host that runs at the
 * same time too; the host's own settings stay in force.
 */
final class JfrPauses implements PauseSource {
    private static final Duration COMPILATION = Duration.ofMillis(1);
    private static final long AT_JVM_END_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Duration END = Duration.ofMillis(400);
    private static final Duration CLASS_LOAD = Duration.ofNanos(50_000);

    private final LongSupplier clock;
    private final HostVoice voice;
    private final JfrRepository repository;
    private final DiskRoom room;
    private final JfrThreads threads;
    private final RecordingStream stream;
    private final PauseEvents events;
    private final Runnable chunkMark = this::markChunk; // the same one to add and to remove
    private final AtomicLong marks = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long lastMark = Long.MAX_VALUE;

    private JfrPauses(
            JfrRepository repository, DiskRoom room, LongSupplier clock, Consumer<LogDocument> sink, HostVoice voice) {
        this.room = room;
        this.clock = clock;
        this.voice = voice;
        this.repository = repository;
        threads = new JfrThreads(repository.ours());
        events = new PauseEvents(sink);
        stream = new RecordingStream();
    }

    /**
     * Starts streaming; to be called on a thread that may be busy for a while.
     *
     * @param folder where JFR puts its files meanwhile, unless the host uses JFR already
     * @throws IOException when there is no flight recorder here; the message says why
     */
    static JfrPauses start(Path folder, LongSupplier clock, Consumer<LogDocument> sink, HostVoice voice)
            throws IOException, JMException {
        if (!FlightRecorder.isAvailable()) {
            throw new IOException("the flight recorder of this JVM is switched off");
        }
        Path runDirectory = Objects.requireNonNull(folder.getParent());
        String lacking = new DiskRoom(runDirectory).lacking();
        if (lacking != null) {
            throw new IOException(lacking);
        }
        JfrRepository repository = JfrRepository.claim(folder);
        DiskRoom room = new DiskRoom(repository.ours() ? runDirectory : JfrRepository.inUse());
        JfrPauses pauses = new JfrPauses(repository, room, clock, sink, voice);
        try {
            pauses.start();
        } catch (RuntimeException | Error e) {
            pauses.close(System.nanoTime());
            throw e;
        }
        return pauses;
    }

    private void start() {
        for (String name : PauseEvents.STOPS) {
            stream.enable(name).withThreshold(Duration.ZERO).withoutStackTrace();
        }
        stream.enable(PauseEvents.COMPILATION).withThreshold(COMPILATION);
        stream.enable(PauseEvents.CLASS_LOAD).withThreshold(CLASS_LOAD).withoutStackTrace();
        stream.enable(PauseEvents.CODE_CACHE_FULL);
        FlightRecorder.register(ClockMark.class);
        stream.enable(ClockMark.NAME).with("period", "everyChunk");
        stream.onEvent(ClockMark.NAME, mark -> {
            threads.streaming();
            events.mark(mark);
            if (mark.getLong("number") >= lastMark) {
                ended.countDown();
            }
        });
        events.subscribe(stream);
        stream.onFlush(() -> events.upTo(clock.getAsLong()));
        stream.onClose(ended::countDown);
        stream.onError(e -> voice.warn("an event of the flight recorder could not be read: " + e));
        FlightRecorder.addPeriodicEvent(ClockMark.class, chunkMark);
        stream.startAsync();
        threads.started();
        mark();
    }

    @Override
    public void mark() {
        commitMark(marks.incrementAndGet());
    }

    private void markChunk() {
        commitMark(0);
    }

    private void commitMark(long number) {
        ClockMark mark = new ClockMark();
        if (mark.isEnabled()) {
            mark.clockNs = clock.getAsLong();
            mark.number = number;
            mark.commit();
        }
    }

    @Override
    public @Nullable String danger() {
        return room.lacking();
    }

    @Override
    public long cpuNs() {
        return threads.cpuNs();
    }

    @Override
    public void close(long deadlineNs) {
        try {
            boolean jvmEnds = JvmEnd.near();
            FlightRecorder.removePeriodicEvent(chunkMark);
            deliverPending(jvmEnds ? Math.min(deadlineNs, System.nanoTime() + AT_JVM_END_NS) : deadlineNs, jvmEnds);
            stream.close();
            if (hasEnded()) {
                events.tellAll();
            }
            if (jvmEnds) {
                JvmEnd.awaitJfr(deadlineNs);
                repository.delete();
            } else if (!repository.release()) {
                voice.tell("JFR's files stay in the run directory: a recording of this process still needs them");
            }
        } catch (Exception | LinkageError e) {
            voice.warn("streaming from the flight recorder did not end in order: " + e);
        }
    }

    /* Only then does nobody else use what is pending. */
    private boolean hasEnded() {
        boolean interrupted = Thread.interrupted();
        try {
            stream.awaitTermination(END);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !threads.streamAlive();
    }

    /*
     * Everything that was recorded before the last mark comes before it in the stream. Another recording, begun and ended at
     * once, makes JFR finish the file that it writes, so that the stream need not wait for the next flush. At the end of the JVM it finishes the file anyway.
     */
    private void deliverPending(long deadlineNs, boolean jvmEnds) {
        if (deadlineNs - System.nanoTime() <= 0) {
            return;
        }
        lastMark = marks.get() + 1;
        mark();
        if (!jvmEnds) {
            try (Recording flush = new Recording()) {
                flush.start();
            }
        }
        boolean interrupted = false;
        for (long left = deadlineNs - System.nanoTime(); left > 0; left = deadlineNs - System.nanoTime()) {
            try {
                ended.await(left, TimeUnit.NANOSECONDS);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
