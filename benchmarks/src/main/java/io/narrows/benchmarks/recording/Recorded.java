package io.narrows.benchmarks.recording;

import io.narrows.profiler.Trace;
import org.openjdk.jmh.annotations.Benchmark;

/** Recording into a buffer that is being drained. */
public class Recorded {

    /** Contiguous stages: one boundary, one clock reading each. */
    @Benchmark
    public void stage(OpenTraces open, OpenProfiler with) {
        for (Trace trace : open.traces) {
            for (int i = 0; i < Burst.RECORDS / 2; i++) {
                trace.enter(with.one);
                trace.enter(with.other);
            }
        }
    }

    /** A stage by itself: entered and left. */
    @Benchmark
    public void enterLeave(OpenTraces open, OpenProfiler with) {
        for (Trace trace : open.traces) {
            for (int i = 0; i < Burst.RECORDS / 2; i++) {
                trace.enter(with.one);
                trace.leave();
            }
        }
    }
}
