package io.narrows.profiler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

    TestRun(Path directory) {
        this(directory, ProfilerConfig.builder(directory).build());
    }

    TestRun(Path directory, ProfilerConfig config) {
        buffers = directory.resolve("buffers");
        try {
            Files.createDirectories(buffers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        recorder = RunRecorder.start(config, directory, buffers, sink);
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
