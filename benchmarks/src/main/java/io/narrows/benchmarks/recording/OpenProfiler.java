package io.narrows.benchmarks.recording;

import io.narrows.profiler.Kind;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.profiler.ProfilerStats;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** A profiler as a service opens it, with its drainer at work. */
@State(Scope.Benchmark)
public class OpenProfiler {
    /** System property: folder for what the benchmarks write. */
    public static final String WORK = "narrows.benchmark.work";

    /** File in that folder that gets a line for each fork: benchmark, records written, records dropped. */
    public static final String COUNTS = "counts";

    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private final AtomicLong ended = new AtomicLong();

    @SuppressWarnings("NullAway.Init") // by JMH
    private Profiler profiler;

    @SuppressWarnings("NullAway.Init")
    Stage one;

    @SuppressWarnings("NullAway.Init")
    Stage other;

    @SuppressWarnings("NullAway.Init")
    Kind kind;

    @Setup(Level.Trial)
    public void open() throws IOException {
        Path run = Files.createTempDirectory(Path.of(System.getProperty(WORK)), "run-")
                .resolve("run");
        profiler =
                Profiler.open(ProfilerConfig.builder(run).service("benchmark").build());
        one = profiler.stage("one", Segment.COMPUTE);
        other = profiler.stage("other", Segment.SERVING);
        kind = profiler.kind("request");
    }

    @TearDown(Level.Trial)
    public void close(BenchmarkParams params) throws IOException {
        awaitDrained();
        ProfilerStats stats = profiler.stats();
        profiler.close();
        Files.writeString(
                Path.of(System.getProperty(WORK), COUNTS),
                params.getBenchmark() + " " + stats.events() + " " + stats.dropped() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    Profiler profiler() {
        return profiler;
    }

    void ended(int traces) {
        ended.addAndGet(traces);
    }

    /** Waits until the drainer has put together all traces that ended. */
    void awaitDrained() {
        long deadlineNs = System.nanoTime() + LONGEST_NS;
        while (profiler.stats().traces() < ended.get()) {
            if (System.nanoTime() > deadlineNs) {
                throw new IllegalStateException("the drainer has put together "
                        + profiler.stats().traces() + " of " + ended + " traces after "
                        + TimeUnit.NANOSECONDS.toSeconds(LONGEST_NS) + " s");
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }
}
