package io.narrows.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.narrows.analysis.statistics.MeanIntervals;
import io.narrows.benchmarks.loader.ShardFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a profiler costs the loader where it is fastest: plain tar. */
final class LoaderProfilingClaim implements Benchmark {
    private static final double AT_LEAST = 0.99;

    /** For passes of less than 0.1 s. */
    private static final int SAMPLES = 50_000;

    private static final int SHARDS = 16;

    @Override
    public List<Row> run(Bench bench) throws Exception {
        Path folder = new LoaderData(bench).documents("short", "tar", ShardFiles.equal(SAMPLES, SHARDS));
        int rounds = bench.quick() ? 10 : 16;
        double warmS = bench.quick() ? 5 : 6;
        double timedS = bench.quick() ? 6 : 12;
        double[] off = new double[rounds];
        double[] on = new double[rounds];
        double[] share = new double[rounds];
        long traces = 0;
        long dropped = 0;
        bench.say("profiling: " + rounds + " rounds");
        for (int round = 0; round < rounds; round++) {
            Path run = bench.work().resolve("run-" + round);
            JsonNode found = new LoaderProcess(bench, "-Xmx3g").run("profiling", folder, run, warmS, timedS);
            off[round] = found.required("off").asDouble();
            on[round] = found.required("on").asDouble();
            share[round] = found.required("share").asDouble();
            traces += found.required("traces").asLong();
            dropped += found.required("dropped").asLong();
            Bench.delete(run);
        }
        String note = String.format(
                Locale.ROOT,
                "%d fresh processes, in each off, on, on, off in turns of a pass or two; %d traces, %d records dropped",
                rounds,
                traces,
                dropped);
        return List.of(
                Row.atLeast(
                        "samples/s with profiling / without", MeanIntervals.ratioOfPairs(on, off), "", AT_LEAST, note),
                Row.value(
                        "the profiler's own threads, of all processors",
                        Arrays.stream(share).average().orElseThrow(),
                        "",
                        "by its own account, mean of the processes; in turns without too, since it stays open"),
                Row.some("traces of batches that were put together", traces, ""));
    }
}
