package io.narrows.benchmarks;

import io.narrows.profiler.Batch;
import io.narrows.profiler.Kind;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.profiler.ProfilerStats;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;
import io.narrows.profiler.Trace;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A service of its own process whose clock runs faster: 100 requests a second for two hours, in groups of four that share
 * a batch, as fast as the drainer follows; and now and then a burst that no buffer holds.
 */
final class TwoHours {
    static final String ARGUMENT = "--two-hours";

    /** Traces without the bursts. */
    static final int TRACES = 720_000;

    static final int SPANS = 9;
    static final long ROTATE_BYTES = 1 << 20;
    static final long MAX_LOG_BYTES = 16 << 20;

    private static final int GROUP = 4;
    private static final long GROUP_NS = TimeUnit.MILLISECONDS.toNanos(40);
    private static final long STEP_NS = TimeUnit.MICROSECONDS.toNanos(300);

    /** Traces that are under way to the log at most, outside a burst: an eighth of a buffer's records. */
    private static final int AHEAD = 256;

    /** A burst is this many traces without waiting: three buffers full. */
    private static final int BURST = 6_000;

    private static final int BURST_EVERY = 120_000;
    private static final long STUCK_NS = TimeUnit.SECONDS.toNanos(60);

    private final Profiler profiler;
    private final Kind kind;
    private final Stage[] own = new Stage[SPANS - GROUP];
    private final Stage[] shared = new Stage[GROUP];

    /** The clock; only this thread sets it, the drainer reads it. */
    private static volatile long nowNs = TimeUnit.HOURS.toNanos(1);

    private long begun;

    private TwoHours(Profiler profiler) {
        this.profiler = profiler;
        kind = profiler.kind("request");
        for (int i = 0; i < own.length; i++) {
            own[i] = profiler.stage("own " + i, Segment.SERVING);
        }
        for (int i = 0; i < shared.length; i++) {
            shared[i] = profiler.stage("shared " + i, Segment.COMPUTE);
        }
    }

    /** Prints what was counted in one line: begun, put together, incomplete, abandoned, dropped records, used heap. */
    static void run(String directory) {
        ProfilerConfig config = ProfilerConfig.builder(Path.of(directory))
                .service("two hours")
                .clock(() -> nowNs)
                .lanes(false)
                .budget(1)
                .rotateBytes(ROTATE_BYTES)
                .maxLogBytes(MAX_LOG_BYTES)
                .build();
        try (Profiler profiler = Profiler.open(config)) {
            TwoHours hours = new TwoHours(profiler);
            hours.serve();
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            long heap = runtime.totalMemory() - runtime.freeMemory();
            ProfilerStats stats = profiler.stats();
            System.out.println(String.join(
                    " ",
                    List.of(
                            Long.toString(hours.begun),
                            Long.toString(stats.traces()),
                            Long.toString(stats.incomplete()),
                            Long.toString(stats.abandoned()),
                            Long.toString(stats.dropped()),
                            Long.toString(heap))));
        }
    }

    private void serve() {
        for (long traces = 0; traces < TRACES; traces += GROUP) {
            if (traces % BURST_EVERY == BURST_EVERY / 2) {
                for (int i = 0; i < BURST; i += GROUP) {
                    group();
                }
                awaitDrained(0);
            }
            group();
            if (traces % AHEAD == 0) {
                awaitDrained(AHEAD);
            }
        }
        awaitDrained(0);
    }

    private void group() {
        long endNs = nowNs + GROUP_NS;
        Trace[] traces = new Trace[GROUP];
        for (int i = 0; i < GROUP; i++) {
            traces[i] = profiler.begin(kind, nowNs);
            begun++;
            for (int s = 0; s < own.length - 1; s++) {
                step();
                traces[i].enter(own[s]);
            }
        }
        Batch batch = profiler.beginBatch();
        for (Trace trace : traces) {
            batch.add(trace, 1);
        }
        for (Stage stage : shared) {
            step();
            batch.enter(stage);
        }
        step();
        batch.end();
        for (Trace trace : traces) {
            trace.enter(own[own.length - 1]);
            step();
            trace.end();
        }
        nowNs = Math.max(nowNs, endNs);
    }

    private static void step() {
        nowNs = nowNs + STEP_NS + (nowNs & 0xFFFF);
    }

    /** Waits until all but so many traces that ended are put together. */
    private void awaitDrained(long but) {
        long deadlineNs = System.nanoTime() + STUCK_NS;
        ProfilerStats stats = profiler.stats();
        while (stats.traces() + stats.abandoned() < begun - but) {
            if (System.nanoTime() > deadlineNs) {
                throw new IllegalStateException("the drainer stands still: " + stats + " of " + begun + " traces");
            }
            LockSupport.parkNanos(100_000);
            stats = profiler.stats();
        }
    }
}
