package io.narrows.profiler;

import io.narrows.environment.Fingerprint;
import io.narrows.log.LogException;
import io.narrows.log.LogWriter;
import io.narrows.log.Operators;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunHeader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Records where the requests of a service spend their time, into an event log in a run directory.
 *
 * <p>Open one per process, name the stages once, begin a {@link Trace} per request, close it at the end. Everything here
 * is thread-safe; {@link Trace} and {@link Batch} are used by one thread at a time. Recording never blocks and never
 * throws: what finds no room is dropped and counted in {@link #stats}. Only {@link #open} and the naming of stages,
 * attributes and kinds refuse, with {@link ProfilerException}.
 *
 * <p>After {@link #close}, and for {@link #disabled()}, all calls are still allowed and record nothing.
 */
public final class Profiler implements AutoCloseable {
    private final Recording recording;
    private final @Nullable RunRecorder run;
    private final @Nullable LiveRecording live;
    private final Recording none = new Recording.None();
    private final Trace inertTrace;
    private final Batch inertBatch;

    Profiler(@Nullable RunRecorder run) {
        this.run = run;
        this.live = run == null ? null : run.recording();
        this.recording = live == null ? none : live;
        inertTrace = new Trace(none, 0, 0, 0, 0, 0);
        inertBatch = new Batch(none, 0);
    }

    /**
     * Starts a run: makes its directory, the event log in it, and the thread that fills the log.
     *
     * @throws ProfilerException when the directory holds a run already or cannot be written, or the JVM does not let the
     *     event log work or lacks a module that it needs
     */
    public static Profiler open(ProfilerConfig config) {
        // Locking a file fails in an interrupted thread, and the directory could not be used again.
        boolean interrupted = Thread.interrupted();
        try {
            LogWriter.prepare(); // first, so that a JVM that is refused leaves no directory in the way of the next
            RunHeader header = header(config);
            RunDirectory run = RunDirectory.create(config.runDirectory());
            LogWriter log = LogWriter.open(run, header, config.logLimits());
            try {
                config.listeners().forEach(listener -> listener.opened(header));
                return new Profiler(RunRecorder.start(config, run.path(), run.buffers(), new LogSink(log)));
            } catch (RuntimeException | Error e) {
                log.close();
                throw e;
            }
        } catch (LogException e) {
            throw new ProfilerException(String.valueOf(e.getMessage()), e);
        } catch (LinkageError e) {
            throw new ProfilerException(
                    "recording needs a class that this JVM or its class path does not have: " + e.getMessage(), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The same interface, recording nothing at next to no cost. */
    public static Profiler disabled() {
        return new Profiler(null);
    }

    /** Whether this profiler was opened to record, rather than disabled. */
    public boolean enabled() {
        return live != null;
    }

    /**
     * The stage of this name, made on first use.
     *
     * @throws ProfilerException when the name is blank or belongs to a stage of another segment
     */
    public Stage stage(String name, Segment segment) {
        return recording.names().stage(name, segment);
    }

    /**
     * The attribute of this name, made on first use.
     *
     * @param name its name
     * @param unit unit of its values, empty for a plain count
     * @throws ProfilerException when the name is blank or belongs to an attribute with another unit
     */
    public Attribute attribute(String name, String unit) {
        return recording.names().attribute(name, unit);
    }

    /**
     * The request kind of this name, made on first use.
     *
     * @throws ProfilerException when the name is blank
     */
    public Kind kind(String name) {
        return recording.names().kind(name);
    }

    /** Begins a trace now, with a random W3C trace id. */
    public Trace begin(Kind kind) {
        return begin(kind, recording.now());
    }

    /**
     * Begins a trace at a time taken earlier, with a random W3C trace id.
     *
     * @param kind its kind
     * @param startNs when the request arrived, as {@link System#nanoTime()} gave it
     */
    public Trace begin(Kind kind, long startNs) {
        if (!recording.recording()) {
            return inertTrace;
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        // All zeros would be invalid; the low half is made odd, which leaves 127 random bits.
        return begin(kind, startNs, random.nextLong(), random.nextLong() | 1);
    }

    /**
     * Begins a trace at a time taken earlier, with the id it came with.
     *
     * @param kind its kind
     * @param startNs when the request arrived, as {@link System#nanoTime()} gave it
     * @param traceIdHigh first half of its W3C trace id
     * @param traceIdLow second half
     */
    public Trace begin(Kind kind, long startNs, long traceIdHigh, long traceIdLow) {
        LiveRecording recorder = recorderOf(kind);
        return recorder == null
                ? new Trace(none, 0, 0, startNs, traceIdHigh, traceIdLow)
                : new Trace(recorder, recorder.nextTraceSerial(), kind.id(), startNs, traceIdHigh, traceIdLow);
    }

    /**
     * Begins a trace at a time taken earlier, as part of the caller's:
     * {@code begin(kind, startNs, TraceContext.parse(traceparent, tracestate))}.
     *
     * @param kind its kind
     * @param startNs when the request arrived, as {@link System#nanoTime()} gave it
     * @param context what the request came with; null for a trace that begins here
     */
    public Trace begin(Kind kind, long startNs, @Nullable TraceContext context) {
        if (context == null) {
            return begin(kind, startNs);
        }
        LiveRecording recorder = recorderOf(kind);
        return recorder == null
                ? new Trace(none, 0, 0, startNs, context)
                : new Trace(recorder, recorder.nextTraceSerial(), kind.id(), startNs, context);
    }

    /** What a trace of this kind is recorded by; null for none. */
    private @Nullable LiveRecording recorderOf(Kind kind) {
        LiveRecording recorder = live;
        if (recorder == null || !recorder.recording()) {
            return null;
        }
        if (kind == null || !kind.belongsTo(recorder.names())) {
            recorder.misused();
            return null;
        }
        return recorder;
    }

    /** Begins a batch now. */
    public Batch beginBatch() {
        LiveRecording recorder = live;
        if (recorder == null || !recorder.recording()) {
            return inertBatch;
        }
        return new Batch(recorder, recorder.nextBatchSerial());
    }

    /**
     * Takes what ran inside a batch's forward, as an engine's profiler told it. It is written beside the batch and shows as
     * a level below its stages. May be called after the batch has ended, by any thread; takes a few microseconds, and more for
     * many operators, so it does not belong into a request's way. Does nothing where nothing is recorded.
     *
     * @param batch the batch
     * @param engine name of the engine, and of the model where it runs several: what differs in it is not added up
     * @param forwardNs how long its forward took, in ns, above 0
     * @param times what ran in it, each operator of each layer once
     */
    public void operators(Batch batch, String engine, long forwardNs, List<OperatorTime> times) {
        RunRecorder recorder = run;
        if (recorder == null || batch.serial() == 0) {
            return;
        }
        if (forwardNs <= 0) {
            throw new IllegalArgumentException("forwardNs must be above 0, got " + forwardNs);
        }
        recorder.add(new Operators(
                batch.serial(),
                engine,
                forwardNs,
                times.stream()
                        .map(time -> new Operators.Time(
                                time.layer(),
                                time.operator(),
                                time.calls(),
                                time.selfNs(),
                                time.allocatedBytes(),
                                time.deviceNs()))
                        .toList()));
    }

    /**
     * The run directory.
     *
     * @throws ProfilerException when this profiler is disabled
     */
    public Path directory() {
        if (run == null) {
            throw new ProfilerException("a disabled profiler has no run directory");
        }
        return run.directory();
    }

    /** What was recorded and lost so far; all counts are zero when disabled. */
    public ProfilerStats stats() {
        return run == null ? ProfilerStats.NONE : run.stats();
    }

    /**
     * Ends the run: what was recorded is written, traces still open are written as abandoned, and the log gets its footer.
     * Takes at most about 10 s; calling it again does nothing. Threads may go on recording while and after it runs; what
     * they record from then on is not kept.
     */
    @Override
    public void close() {
        if (run != null) {
            run.close(RunRecorder.CLOSE_MS);
        }
    }

    private static RunHeader header(ProfilerConfig config) {
        Map<String, String> environment = new HashMap<>(Fingerprint.collect());
        environment.putAll(config.environment());
        ClockAnchor anchor = ClockAnchor.take(config.clock(), Instant::now);
        return new RunHeader(
                LogWriter.FORMAT_VERSION,
                config.service(),
                ProcessHandle.current().pid(),
                anchor.wallNs(),
                anchor.clockNs(),
                environment);
    }
}
