package io.narrows.profiler;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Records in several threads until it is killed, and prints the serial of every trace that it has ended. */
final class KilledRecorder {
    private static final int THREADS = 3;
    private static final int MAX_BEHIND = 1000;

    private KilledRecorder() {}

    public static void main(String[] args) {
        Profiler profiler = Profiler.open(ProfilerConfig.builder(Path.of(args[0]))
                .service("killed")
                .bufferBytes(1 << 20)
                .budget(1) // nothing is left out on purpose
                .build());
        Stage read = profiler.stage("read", Segment.SERVING);
        Stage forward = profiler.stage("forward", Segment.COMPUTE);
        Kind kind = profiler.kind("infer");
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        for (int i = 0; i < THREADS; i++) {
            new Thread(() -> {
                        profiler.begin(kind).enter(read); // Never ended.
                        while (true) {
                            Trace trace = profiler.begin(kind);
                            trace.enter(read);
                            Batch batch = profiler.beginBatch();
                            batch.add(trace, 1);
                            batch.enter(forward);
                            batch.end();
                            trace.end();
                            out.println(trace.serial());
                            // As fast as the log takes it: what finds its buffer full is dropped by design.
                            while (trace.serial() - profiler.stats().traces() > MAX_BEHIND) {
                                Thread.yield();
                            }
                        }
                    })
                    .start();
        }
    }
}
