package io.narrows.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.MeanIntervals;
import io.narrows.benchmarks.loader.ShardFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How soon the first batch of 100,000 samples is there, from opening the shards on, in a fresh JVM and a warmer one. */
final class FirstBatchClaim implements Benchmark {
    private static final int SAMPLES = 100_000;
    private static final int SHARDS = 16;
    private static final double AT_MOST_MS = 300;

    @Override
    public List<Row> run(Bench bench) throws Exception {
        LoaderData data = new LoaderData(bench);
        List<Row> rows = new ArrayList<>();
        rows.addAll(rows(bench, data.documents("first", "tar", ShardFiles.equal(SAMPLES, SHARDS)), "with index"));
        rows.addAll(rows(bench, data.plainDocuments("first", "tar", SAMPLES), "without index"));
        return rows;
    }

    private static List<Row> rows(Bench bench, Path folder, String words) throws Exception {
        int rounds = bench.quick() ? 10 : 20;
        double[] cold = new double[rounds];
        double[] open = new double[rounds];
        double[] warm = new double[rounds];
        bench.say("first batch, " + words + ": " + rounds + " fresh processes");
        for (int round = 0; round < rounds; round++) {
            JsonNode found = new LoaderProcess(bench, "-Xmx1g").run("first-batch", folder);
            cold[round] = found.required("coldMs").asDouble();
            open[round] = found.required("openMs").asDouble();
            warm[round] = found.required("warmMs").asDouble();
        }
        return List.of(
                Row.atMost(
                        "first batch of 100,000 samples in tar " + words + ", fresh JVM",
                        mean(cold),
                        "ms",
                        AT_MOST_MS,
                        rounds + " processes"),
                Row.informs("of that, until the shards are open, " + words, mean(open), "ms", ""),
                Row.informs("first batch, " + words + ", the fourth time in a JVM", mean(warm), "ms", ""));
    }

    private static Estimate mean(double[] values) {
        double[] ones = new double[values.length];
        Arrays.fill(ones, 1);
        return MeanIntervals.ratioOfPairs(values, ones);
    }
}
