package io.narrows.examples;

import io.narrows.profiler.Kind;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;
import io.narrows.profiler.Trace;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The least that records something: the README's snippet, run by its test. */
public final class FirstTrace {
    private FirstTrace() {}

    /** The argument is the run directory to make. */
    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("usage: FirstTrace RUN_DIRECTORY");
            System.exit(2);
        }
        serve(Path.of(args[0]), List.of("What is slow?", "And what would help?"));
    }

    static void serve(Path runDirectory, List<String> requests) {
        // snippet: first
        try (Profiler profiler =
                Profiler.open(ProfilerConfig.builder(runDirectory).build())) {
            Kind kind = profiler.kind("ask");
            Stage tokenize = profiler.stage("tokenize", Segment.DATA);
            Stage forward = profiler.stage("forward", Segment.COMPUTE);
            for (String request : requests) {
                Trace trace = profiler.begin(kind); // a request arrived
                trace.enter(tokenize); // one clock reading a boundary
                String[] tokens = request.toLowerCase(Locale.ROOT).split(" ");
                trace.enter(forward); // ends tokenize, begins forward
                answer(tokens);
                trace.end();
            }
        }
        // snippet: end
    }

    private static void answer(String[] tokens) {
        System.out.println(String.join(" ", tokens).hashCode());
    }
}
