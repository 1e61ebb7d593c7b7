package io.narrows.benchmarks.recording;

import io.narrows.profiler.Profiler;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;
import io.narrows.profiler.Trace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A profiler that is compiled in and disabled. */
@State(Scope.Benchmark)
public class Off {
    private final Profiler profiler = Profiler.disabled();
    private Stage stage = profiler.stage("one", Segment.COMPUTE);
    private Trace trace = profiler.begin(profiler.kind("request"));

    @Benchmark
    public void stage() {
        trace.enter(stage);
    }

    /** Nothing, to be subtracted. */
    @Benchmark
    public void nothing() {}
}
