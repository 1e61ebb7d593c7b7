package io.narrows.benchmarks.loader;

import io.narrows.benchmarks.pipelines.Effort;
import io.narrows.data.DataBatch;
import io.narrows.data.Loader;
import io.narrows.data.LoaderBuilder;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.verdict.AutotuneConfig;
import io.narrows.data.verdict.Trial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A loader with too few workers that tunes itself while a consumer takes its batches: each worker that it adds was predicted to
 * give something, and is measured.
 */
public final class AutotuneTask {
    private static final int BATCH = 8;
    private static final int MOST_TRIALS = 3;
    private static final Duration SETTLE = Duration.ofMillis(300);

    /**
     * What works, and for how long; all in ms of a batch.
     *
     * @param first of the workers that decode
     * @param second of workers of their own behind them, 0 for none
     * @param consumer of the consumer
     * @param burns whether these times are a processor's, else they are waits
     */
    private record Case(double first, double second, double consumer, boolean burns) {}

    private static final List<Case> CASES = List.of(
            new Case(6, 0, 1.5, false),
            new Case(0, 5, 1, false),
            new Case(4, 3, 0.5, false),
            new Case(3, 0, 0.2, true),
            new Case(3, 0, 2, true),
            new Case(0, 2, 0.2, true));

    private AutotuneTask() {}

    /** How many pipelines there are, numbered from 0. */
    public static int cases() {
        return CASES.size();
    }

    /** Both as parts, 0.5 for half as much again. */
    record Tried(String words, double predicted, double measured) {}

    static List<Tried> run(Path folder, int number, double windowS, double longestS) throws Exception {
        Case pipeline = CASES.get(number);
        Effort effort = pipeline.burns ? Effort.burning() : Effort.sleeping();
        AutotuneConfig config = new AutotuneConfig(
                Duration.ofMillis(Math.round(windowS * 1_000)), SETTLE, 2, AutotuneConfig.DEFAULT.least());
        try (ShardSet shards = Loaders.open(folder);
                Loader<Doc> loader =
                        builder(shards, pipeline, effort).autotune(config).open()) {
            long endNs = System.nanoTime() + (long) (longestS * TimeUnit.SECONDS.toNanos(1));
            while (System.nanoTime() < endNs && loader.trials().size() < MOST_TRIALS) {
                try (DataBatch<Doc> batch = loader.next()) {
                    if (batch == null) {
                        throw new IllegalStateException("the shards have too few samples");
                    }
                    effort.take(pipeline.consumer);
                }
            }
            List<Tried> tried = new ArrayList<>();
            for (Trial trial : loader.trials()) {
                tried.add(new Tried(
                        trial.text(),
                        trial.predicted().value(),
                        trial.measured().value()));
            }
            return tried;
        }
    }

    private static LoaderBuilder<Doc> builder(ShardSet shards, Case pipeline, Effort effort) {
        LoaderBuilder<Doc> builder = Loaders.documents(shards).batch(BATCH).workers(1);
        if (pipeline.first > 0) {
            builder = builder.map("first", (doc, context) -> {
                effort.take(pipeline.first / BATCH);
                return doc;
            });
        }
        if (pipeline.second > 0) {
            builder = builder.map("second", 1, (doc, context) -> {
                effort.take(pipeline.second / BATCH);
                return doc;
            });
        }
        return builder;
    }
}
