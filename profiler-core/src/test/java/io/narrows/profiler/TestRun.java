package io.narrows.profiler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A profiler that writes its documents to memory. */
final class TestRun implements AutoCloseable {
    final MemorySink sink = new MemorySink();
    final Path buffers;
    final RunRecorder recorder;
    final Profiler profiler;
    final Stage read;
    final Stage queue;
    final Stage forward;
    final Stage encode;
    final Kind kind;

    /** Keeps everything whatever it costs, and has no threads but the drainer. */
    static ProfilerConfig.Builder config(Path directory) {
        return ProfilerConfig.builder(directory).lanes(false).budget(1);
    }

    TestRun(Path directory) {
        this(directory, TestRun.config(directory).build());
    }

    TestRun(Path directory, ProfilerConfig config) {
        this(directory, config, null);
    }

    TestRun(Path directory, ProfilerConfig config, @Nullable CpuTimes cpu) {
        buffers = directory.resolve("buffers");
        try {
            Files.createDirectories(buffers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        recorder = RunRecorder.start(config, directory, buffers, sink, cpu);
        profiler = new Profiler(recorder);
        read = profiler.stage("read", Segment.SERVING);
        queue = profiler.stage("queue", Segment.SERVING);
        forward = profiler.stage("forward", Segment.COMPUTE);
        encode = profiler.stage("encode", Segment.SERVING);
        kind = profiler.kind("infer");
    }

    @Override
    public void close() {
        profiler.close();
    }
}
