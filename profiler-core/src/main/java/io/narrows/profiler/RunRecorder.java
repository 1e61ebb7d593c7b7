package io.narrows.profiler;

import io.narrows.environment.CpuSampler;
import io.narrows.environment.Lanes;
import io.narrows.log.BudgetStep;
import io.narrows.log.DropCount;
import io.narrows.log.LogDocument;
import io.narrows.log.buffer.EventBuffer;
import io.narrows.log.buffer.RecordLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run being recorded: the recording, its buffers, its drainer thread and its log, opened and closed together. */
final class RunRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(Profiler.class);

    /** How long closing waits for the drainer. */
    static final long CLOSE_MS = 10_000;

    private final Path directory;
    private final LiveRecording recording;
    private final ThreadBuffers buffers;
    private final BufferFiles files;
    private final LogOutput output;
    private final Listeners listeners;
    private final LaneQueue laneQueue = new LaneQueue();
    private final @Nullable Lanes lanes;
    private final @Nullable CpuSampler cpuSampler;
    private final Keeper keeper;
    private final Sweep sweep;
    private final Accounts accounts;
    private final Drainer drainer;
    private final Thread thread;
    private final double nsPerEvent;

    private RunRecorder(
            ProfilerConfig config, Path directory, Path buffersDirectory, DocumentSink sink, @Nullable CpuTimes cpu) {
        this.directory = directory;
        NanoClock clock = config.clock();
        nsPerEvent = Calibration.nsPerEvent(clock);
        files = new BufferFiles(buffersDirectory, config.bufferBytes());
        buffers = new ThreadBuffers(files, config.cpuSamples() != null);
        recording = new LiveRecording(clock, buffers, config.breakdowns());
        output = new LogOutput(sink, recording.names());
        listeners = new Listeners(config.listeners());
        long now = clock.nanoTime();
        keeper = new Keeper(config, output, listeners, now);
        sweep = new Sweep(config, recording, buffers, keeper, now);
        SelfMeter meter = new SelfMeter(
                cpu != null ? cpu : CpuTimes.ofThisProcess(this::lanesCpuNs),
                nsPerEvent,
                Runtime.getRuntime().availableProcessors(),
                now);
        accounts = new Accounts(
                config, output, keeper, listeners, meter, this::stats, this::drops, recording::events, now);
        drainer = new Drainer(
                buffers,
                output,
                clock,
                new Pace(config.bufferBytes(), RecordLayout.BYTES),
                nsPerEvent,
                sweep,
                laneQueue,
                accounts);
        thread = new Thread(drainer, "narrows-drainer") {
            /** Does nothing: an interrupted thread cannot park, and would spin until the end of the run. */
            @Override
            public void interrupt() {}
        };
        thread.setDaemon(true);
        Duration samples = config.cpuSamples();
        cpuSampler = samples == null ? null : CpuSampler.open(directory, samples);
        lanes = config.lanes() ? Lanes.open(directory, config.lanePeriod(), clock::nanoTime, laneQueue) : null;
    }

    /** Starts recording to a log that is open already. */
    static RunRecorder start(ProfilerConfig config, Path directory, Path buffersDirectory, DocumentSink sink) {
        return start(config, directory, buffersDirectory, sink, null);
    }

    /** The same with processor times from elsewhere than this JVM, where they are not null. */
    static RunRecorder start(
            ProfilerConfig config, Path directory, Path buffersDirectory, DocumentSink sink, @Nullable CpuTimes cpu) {
        RunRecorder recorder = new RunRecorder(config, directory, buffersDirectory, sink, cpu);
        recorder.thread.start();
        return recorder;
    }

    LiveRecording recording() {
        return recording;
    }

    Path directory() {
        return directory;
    }

    ProfilerStats stats() {
        List<EventBuffer> all = buffers.all();
        int unmapped = (int) all.stream().filter(buffer -> !buffer.mapped()).count();
        BudgetStep budget = accounts.budget();
        return new ProfilerStats(
                sweep.traces(),
                recording.events(),
                buffers.dropped(),
                sweep.incomplete(),
                sweep.abandoned(),
                recording.misuses(),
                lostDocuments(),
                all.size(),
                unmapped,
                nsPerEvent,
                budget.oneIn(),
                Level.valueOf(budget.level().name()),
                budget.share(),
                output.logBytes(),
                output.removedBytes(),
                listeners.failures(),
                keeper.kept());
    }

    /** Takes a document that is no record of a thread; lost and counted where too many wait. */
    void add(LogDocument document) {
        if (recording.recording()) {
            laneQueue.accept(document);
        }
    }

    private DropCount drops(long nowNs) {
        if (cpuSampler != null) {
            cpuSampler.tend();
        }
        return new DropCount(
                nowNs,
                buffers.dropped(),
                sweep.incomplete(),
                sweep.abandoned(),
                recording.misuses(),
                lostDocuments(),
                output.removedFiles(),
                output.removedBytes(),
                listeners.failures());
    }

    private long lostDocuments() {
        return output.lost() + laneQueue.lost();
    }

    private long lanesCpuNs() {
        return lanes == null ? 0 : lanes.cpuNs();
    }

    /** Lets the drainer finish, for a bounded time. Any number of threads may call it any number of times. */
    void close(long timeoutMs) {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        recording.close();
        if (cpuSampler != null) {
            cpuSampler.close();
        }
        if (lanes != null) {
            lanes.close();
        }
        drainer.close();
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            if (leftMs <= 0) {
                HostLog.say(() -> LOG.warn(
                        "run {} is not written to its end within {} ms: it has no footer, and its buffers stay",
                        directory,
                        timeoutMs));
                break;
            }
            try {
                thread.join(leftMs);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (drainer.finished()) {
            files.delete();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
