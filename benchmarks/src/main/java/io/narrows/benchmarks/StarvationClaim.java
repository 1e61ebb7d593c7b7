package io.narrows.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.narrows.analysis.statistics.MeanIntervals;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A consumer that computes for 5 ms a batch does not wait for workers that need 3 ms of a processor for each. */
final class StarvationClaim implements Benchmark {
    private static final double AT_MOST = 0.01;

    @Override
    public List<Row> run(Bench bench) throws Exception {
        LoaderData data = new LoaderData(bench);
        Path folder = data.often(); // long enough for both parts
        int parts = bench.quick() ? 20 : 55;
        List<Row> rows = new ArrayList<>();
        for (int workers = 1; workers <= 2; workers++) {
            bench.say("starvation: " + workers + (workers == 1 ? " worker" : " workers"));
            JsonNode found = new LoaderProcess(bench, "-Xmx1g")
                    .run("starvation", folder, workers, parts, bench.quick() ? 100 : 200);
            double[] wait = new double[parts];
            double[] wall = new double[parts];
            for (int i = 0; i < parts; i++) {
                JsonNode part = found.required("parts").get(i);
                wait[i] = part.required("waitNs").asDouble();
                wall[i] = part.required("wallNs").asDouble();
            }
            String row = "share of the time that a consumer of 5 ms a batch waits for "
                    + (workers == 1 ? "a worker of 3 ms" : "two workers of 3 ms");
            String note = String.format(
                    Locale.ROOT,
                    "both compute; the loader itself says %.4f%s",
                    found.required("told").asDouble(),
                    workers == 1 ? "" : "; three threads compute on two cores");
            rows.add(
                    workers == 1
                            ? Row.atMost(row, MeanIntervals.ratioOfPairs(wait, wall), "", AT_MOST, note)
                            : Row.informs(row, MeanIntervals.ratioOfPairs(wait, wall), "", note));
        }
        return rows;
    }
}
