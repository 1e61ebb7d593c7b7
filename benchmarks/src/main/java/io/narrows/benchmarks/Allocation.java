package io.narrows.benchmarks;

import com.sun.management.ThreadMXBean;
import io.narrows.profiler.Kind;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;
import io.narrows.profiler.Trace;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What a recording thread allocates, as the JVM counts it for the thread. */
final class Allocation {
    private static final int STAGES = 9;
    private static final int TRACES = 200;
    private static final int WARM_UPS = 100;

    /** More than a handle's header, serial, id and state. */
    private static final int SMALL_BYTES = 128;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Here every trace is reachable for a moment, so that the compiler cannot do without the object. */
    @SuppressWarnings("unused")
    private static volatile Trace reachable =
            Profiler.disabled().begin(Profiler.disabled().kind("none"));

    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(10);

    private Allocation() {}

    static List<Row> rows(Bench bench) {
        bench.say("allocation");
        try (Profiler profiler = Profiler.open(
                ProfilerConfig.builder(bench.work().resolve("allocation")).build())) {
            Kind kind = profiler.kind("request");
            Stage[] stages = new Stage[STAGES];
            for (int i = 0; i < STAGES; i++) {
                stages[i] = profiler.stage("stage " + i, Segment.SERVING);
            }
            long perTrace = 0;
            long perStages = 0;
            for (int i = 0; i < WARM_UPS; i++) {
                perTrace = 0;
                perStages = 0;
                for (int t = 0; t < TRACES; t++) {
                    long beforeTrace = THREADS.getCurrentThreadAllocatedBytes();
                    Trace trace = profiler.begin(kind);
                    reachable = trace;
                    long beforeStages = THREADS.getCurrentThreadAllocatedBytes();
                    for (Stage stage : stages) {
                        trace.enter(stage);
                    }
                    trace.leave();
                    long afterStages = THREADS.getCurrentThreadAllocatedBytes();
                    trace.end();
                    perTrace += THREADS.getCurrentThreadAllocatedBytes() - beforeTrace;
                    perStages += afterStages - beforeStages;
                }
                awaitDrained(profiler, (i + 1L) * TRACES);
            }
            String note = String.format(
                    Locale.ROOT,
                    "%d traces of %d stages, after %d x as many; %d dropped",
                    TRACES,
                    STAGES,
                    WARM_UPS - 1,
                    profiler.stats().dropped());
            return List.of(
                    Row.exactly("bytes allocated in all stages", perStages, "B", 0, note),
                    Row.limit(
                            "bytes allocated per trace",
                            (double) perTrace / TRACES,
                            "B",
                            SMALL_BYTES,
                            "begin to end; the handle"));
        }
    }

    private static void awaitDrained(Profiler profiler, long traces) {
        long deadlineNs = System.nanoTime() + LONGEST_NS;
        while (profiler.stats().traces() < traces && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
