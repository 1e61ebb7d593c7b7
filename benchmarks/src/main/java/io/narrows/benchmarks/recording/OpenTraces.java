package io.narrows.benchmarks.recording;

import io.narrows.profiler.Trace;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The traces of one burst of one thread: begun before it, ended after it. */
@State(Scope.Thread)
public class OpenTraces {
    final Trace[] traces = new Trace[Burst.TRACES];

    @Setup(Level.Invocation)
    public void begin(OpenProfiler open, Meeting meeting) {
        open.awaitDrained();
        Arrays.setAll(traces, i -> open.profiler().begin(open.kind));
        meeting.meet();
    }

    @TearDown(Level.Invocation)
    public void end(OpenProfiler open) {
        for (Trace trace : traces) {
            trace.end();
        }
        open.ended(traces.length);
    }
}
