package io.narrows.profiler;

import java.nio.file.Path;
import java.util.concurrent.ThreadFactory;

/** Records in virtual threads of a JVM that has them, and prints what it counted. */
final class VirtualRecorder {
    private VirtualRecorder() {}

    public static void main(String[] args) throws Exception {
        Profiler profiler = Profiler.open(ProfilerConfig.builder(Path.of(args[0]))
                .service("virtual")
                .lanes(false)
                .budget(1) // nothing is left out on purpose
                .build());
        ThreadFactory virtual = (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                .getMethod("factory")
                .invoke(Thread.class.getMethod("ofVirtual").invoke(null));
        ManyThreads.Counts counts = ManyThreads.run(profiler, Integer.parseInt(args[1]), 1000, virtual);
        int buffers = profiler.stats().buffers();
        profiler.close();
        ProfilerStats stats = profiler.stats();
        System.out.printf(
                "buffers=%d begun=%d endedTwice=%d neverEnded=%d traces=%d misuses=%d abandoned=%d dropped=%d%n",
                buffers,
                counts.begun(),
                counts.endedTwice(),
                counts.neverEnded(),
                stats.traces(),
                stats.misuses(),
                stats.abandoned(),
                stats.dropped());
    }
}
