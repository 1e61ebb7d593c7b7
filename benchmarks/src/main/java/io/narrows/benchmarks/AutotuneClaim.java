package io.narrows.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.narrows.benchmarks.loader.AutotuneTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Loaders with too few workers tune themselves: what each added worker was predicted to give, and what it gave. */
final class AutotuneClaim implements Benchmark {
    private static final double AT_MOST = 0.1;

    /** A smaller gain than this is not divided by: its error would be that of the machine. */
    private static final double LEAST_GAIN = 0.1;

    @Override
    public List<Row> run(Bench bench) throws Exception {
        Path folder = new LoaderData(bench).often();
        List<Double> ofGain = new ArrayList<>();
        List<Double> ofThroughput = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (int number = 0; number < AutotuneTask.cases(); number++) {
            bench.say("autotune: pipeline " + (number + 1) + " of " + AutotuneTask.cases());
            JsonNode tried = new LoaderProcess(bench, "-Xmx1g")
                    .run("autotune", folder, number, bench.quick() ? 1 : 2, bench.quick() ? 25 : 50);
            for (JsonNode trial : tried) {
                double predicted = trial.required("predicted").asDouble();
                double measured = trial.required("measured").asDouble();
                bench.say("  " + trial.required("words").asText());
                words.add(String.format(Locale.ROOT, "%+.0f/%+.0f", 100 * predicted, 100 * measured));
                ofThroughput.add(Math.abs((1 + predicted) / (1 + measured) - 1));
                if (Math.abs(measured) >= LEAST_GAIN) {
                    ofGain.add(Math.abs(predicted / measured - 1));
                }
            }
        }
        List<Row> rows = new ArrayList<>();
        rows.add(Row.some(
                "workers added by autotune that gave 10 % or more",
                ofGain.size(), "predicted/measured in %: " + String.join(", ", words)));
        if (!ofGain.isEmpty()) {
            rows.add(Row.limit("predicted / measured gain of these, error, median", median(ofGain), "", AT_MOST, ""));
            rows.add(Row.value(
                    "predicted / measured throughput of all, error, median",
                    median(ofThroughput),
                    "",
                    ofThroughput.size() + " trials"));
        }
        return rows;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int n = sorted.size();
        return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    }
}
