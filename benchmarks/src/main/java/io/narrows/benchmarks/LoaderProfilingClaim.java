package io.narrows.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.narrows.analysis.statistics.MeanIntervals;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a profiler costs the loader where it is fastest: plain tar. */
final class LoaderProfilingClaim implements Benchmark {
    private static final double AT_LEAST = 0.99;

    @Override
    public List<Row> run(Bench bench) throws Exception {
        Path folder = new LoaderData(bench).documents("tar");
        int rounds = bench.quick() ? 10 : 16;
        double warmS = bench.quick() ? 5 : 6;
        double timedS = bench.quick() ? 4 : 8;
        double[] off = new double[rounds];
        double[] on = new double[rounds];
        long traces = 0;
        long dropped = 0;
        bench.say("profiling: " + rounds + " rounds");
        for (int round = 0; round < rounds; round++) {
            Path run = bench.work().resolve("run-" + round);
            JsonNode found = new LoaderProcess(bench, "-Xmx3g").run("profiling", folder, run, warmS, timedS);
            off[round] = found.required("off").asDouble();
            on[round] = found.required("on").asDouble();
            traces += found.required("traces").asLong();
            dropped += found.required("dropped").asLong();
            Bench.delete(run);
        }
        String note = String.format(
                Locale.ROOT,
                "%d fresh processes, in each off, on, on, off in turns of 0.5 s; %d traces, %d records dropped",
                rounds,
                traces,
                dropped);
        return List.of(
                Row.atLeast(
                        "samples/s with profiling / without", MeanIntervals.ratioOfPairs(on, off), "", AT_LEAST, note),
                Row.some("traces of batches that were put together", traces, ""));
    }
}
