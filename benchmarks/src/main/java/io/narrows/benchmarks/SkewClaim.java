package io.narrows.benchmarks;

import io.narrows.benchmarks.loader.ShardFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An epoch over shards one of which, the last, has ten times the samples of each other, against the same in equal shards. */
final class SkewClaim implements Benchmark {
    private static final String EQUAL = "equal";
    private static final String SKEWED = "skewed";
    private static final double AT_MOST = 1.15;
    private static final int SMALL = 7;
    private static final int TIMES = 10;
    private static final double TIMED_S = 1.5;

    @Override
    public List<Row> run(Bench bench) throws Exception {
        List<Row> rows = new ArrayList<>();
        for (String end : List.of("tar", "tar.gz", "tar.zst")) {
            LoaderData data = new LoaderData(bench);
            Path equal = data.documents("equal", end, ShardFiles.equal(data.samples(), SMALL + 1));
            Path skewed = data.documents("skewed", end, skewed(data.samples()));
            int rounds = bench.quick() ? 10 : 14;
            double warmS = bench.quick() ? 3 : 4;
            LoaderProcess jvm = new LoaderProcess(bench, "-Xmx1g");
            Turns turns = new Turns(Turns.allOf(data.samples()));
            turns.add(EQUAL, () -> jvm.epochs("loader", equal, warmS, TIMED_S));
            turns.add(SKEWED, () -> jvm.epochs("loader", skewed, warmS, TIMED_S));
            bench.say("skew in " + end + ": " + rounds + " rounds");
            turns.play(rounds);
            rows.add(Row.atMost(
                    "epoch of shards 10:1 / of equal ones, " + end,
                    turns.ratio(EQUAL, SKEWED),
                    "",
                    AT_MOST,
                    "the same documents; the large shard is the last"));
        }
        return rows;
    }

    private static List<Integer> skewed(int samples) {
        List<Integer> counts = new ArrayList<>();
        int left = samples;
        for (int i = 0; i < SMALL; i++) {
            counts.add(samples / (SMALL + TIMES));
            left -= samples / (SMALL + TIMES);
        }
        counts.add(left);
        return counts;
    }
}
