package io.narrows.profiler;

import io.narrows.log.buffer.EventBuffer;
import io.narrows.log.buffer.RecordLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
    private final Drainer drainer;
    private final Thread thread;
    private final double nsPerEvent;

    private RunRecorder(ProfilerConfig config, Path directory, Path buffersDirectory, DocumentSink sink) {
        this.directory = directory;
        nsPerEvent = Calibration.nsPerEvent(config.clock());
        files = new BufferFiles(buffersDirectory, config.bufferBytes());
        buffers = new ThreadBuffers(files);
        recording = new LiveRecording(config.clock(), buffers, config.breakdowns());
        output = new LogOutput(sink, recording.names());
        drainer = new Drainer(
                recording,
                buffers,
                output,
                config.clock(),
                new Pace(config.bufferBytes(), RecordLayout.BYTES),
                nsPerEvent,
                config.abandonAfter().toNanos());
        thread = new Thread(drainer, "narrows-drainer") {
            /** Does nothing: an interrupted thread cannot park, and would spin until the end of the run. */
            @Override
            public void interrupt() {}
        };
        thread.setDaemon(true);
    }

    /** Starts recording to a log that is open already. */
    static RunRecorder start(ProfilerConfig config, Path directory, Path buffersDirectory, DocumentSink sink) {
        RunRecorder recorder = new RunRecorder(config, directory, buffersDirectory, sink);
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
        return new ProfilerStats(
                drainer.traces(),
                recording.events(),
                buffers.dropped(),
                drainer.incomplete(),
                drainer.abandoned(),
                recording.misuses(),
                output.lost(),
                all.size(),
                unmapped,
                nsPerEvent,
                1,
                Level.FULL,
                0,
                0,
                0,
                0,
                drainer.traces() + drainer.abandoned());
    }

    /** Lets the drainer finish, for a bounded time. Any number of threads may call it any number of times. */
    void close(long timeoutMs) {
        recording.close();
        drainer.close();
        LockSupport.unpark(thread);
        boolean interrupted = false;
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
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
