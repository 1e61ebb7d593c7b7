package io.narrows.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.MeanIntervals;
import io.narrows.benchmarks.loader.FirstBatchTask.Case;
import io.narrows.benchmarks.loader.ShardFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How soon the first batch of 100,000 samples is there, from opening the shards on. Judged in a fresh JVM: texts, and JSON where
 * somebody has used Jackson before, both with what the loader needs on the class path. Beside it JSON where nobody has, what
 * Jackson alone takes there, and texts with all the jars of the reference server.
 */
final class FirstBatchClaim implements Benchmark {
    private static final int SAMPLES = 100_000;
    private static final int SHARDS = 16;
    private static final double AT_MOST_MS = 300;

    @Override
    public List<Row> run(Bench bench) throws Exception {
        LoaderData data = new LoaderData(bench);
        Path indexed = data.documents("first", "tar", ShardFiles.equal(SAMPLES, SHARDS));
        Path plain = data.plainDocuments("first", "tar", SAMPLES);
        List<Row> rows = new ArrayList<>();
        rows.addAll(rows(bench, indexed, "with index"));
        rows.addAll(rows(bench, plain, "without index"));
        rows.add(Row.informs("a first document by Jackson alone, fresh JVM", mean(alone(bench, plain)), "ms", ""));
        return rows;
    }

    /** One after the other, so that each gets the same of the host's good and bad moments. */
    private static List<Row> rows(Bench bench, Path folder, String words) throws IOException, InterruptedException {
        bench.say("first batch, " + words + ": four times " + rounds(bench) + " fresh processes");
        Times texts = new Times(rounds(bench));
        Times json = new Times(rounds(bench));
        Times afterJackson = new Times(rounds(bench));
        double[] manyJars = new double[rounds(bench)];
        for (int round = 0; round < rounds(bench); round++) {
            texts.run(bench, folder, Case.TEXT, round);
            json.run(bench, folder, Case.JSON, round);
            afterJackson.run(bench, folder, Case.JSON_AFTER_JACKSON, round);
            manyJars[round] = new LoaderProcess(bench, "-Xmx1g")
                    .run("first-batch", folder, Case.TEXT)
                    .required("coldMs")
                    .asDouble();
        }
        String first = "first batch of 100,000 samples in tar " + words;
        String note = rounds(bench) + " processes";
        return List.of(
                Row.atMost(
                        first + ", JSON, fresh JVM in which Jackson was used",
                        mean(afterJackson.cold),
                        "ms",
                        AT_MOST_MS,
                        note),
                Row.informs("of that, until the shards are open", mean(afterJackson.open), "ms", words),
                Row.informs("the same, the fourth time in a JVM", mean(afterJackson.warm), "ms", words),
                Row.atMost(first + ", texts, fresh JVM", mean(texts.cold), "ms", AT_MOST_MS, note),
                Row.informs("the same with the class path of the reference server", mean(manyJars), "ms", words),
                Row.informs(first + ", JSON, fresh JVM", mean(json.cold), "ms", note));
    }

    private static double[] alone(Bench bench, Path folder) throws IOException, InterruptedException {
        bench.say("a first document by Jackson alone: " + rounds(bench) + " fresh processes");
        double[] ms = new double[rounds(bench)];
        for (int round = 0; round < ms.length; round++) {
            ms[round] = fresh(bench, "first-document", folder).required("ms").asDouble();
        }
        return ms;
    }

    private static JsonNode fresh(Bench bench, String task, Path folder, Object... more)
            throws IOException, InterruptedException {
        return new LoaderProcess(bench, "-Xmx1g").withItsOwnClassPath().run(task, folder, more);
    }

    private static int rounds(Bench bench) {
        return bench.quick() ? 10 : 20;
    }

    private static Estimate mean(double[] values) {
        double[] ones = new double[values.length];
        Arrays.fill(ones, 1);
        return MeanIntervals.ratioOfPairs(values, ones);
    }

    /** What the processes of one case took, in ms. */
    private static final class Times {
        final double[] cold;
        final double[] open;
        final double[] warm;

        Times(int rounds) {
            cold = new double[rounds];
            open = new double[rounds];
            warm = new double[rounds];
        }

        void run(Bench bench, Path folder, Case what, int round) throws IOException, InterruptedException {
            JsonNode found = fresh(bench, "first-batch", folder, what);
            cold[round] = found.required("coldMs").asDouble();
            open[round] = found.required("openMs").asDouble();
            warm[round] = found.required("warmMs").asDouble();
        }
    }
}
