package io.narrows.benchmarks;

import io.narrows.benchmarks.pipelines.PipelineSpec;
import io.narrows.benchmarks.pipelines.PipelineSpec.CacheSpec;
import io.narrows.benchmarks.pipelines.Pipelines;
import io.narrows.whatif.Change;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A pipeline, and something that is changed about it.
 *
 * @param before the pipeline as it is recorded
 * @param change what is predicted
 * @param made the same, made in the pipeline
 */
record Intervention(PipelineSpec before, Change change, UnaryOperator<PipelineSpec> made) {

    String name() {
        return before.name() + ": " + change.words();
    }

    /** The back-test: each pipeline with some changes. */
    static List<Intervention> all() {
        PipelineSpec alone = Pipelines.alone();
        PipelineSpec pool = Pipelines.pool();
        PipelineSpec tandem = Pipelines.tandem();
        PipelineSpec batch = Pipelines.batch();
        PipelineSpec window = Pipelines.window();
        PipelineSpec server = Pipelines.server();
        PipelineSpec repeats = Pipelines.repeats();
        PipelineSpec burning = Pipelines.burning();
        return List.of(
                faster(alone, "forward", 20),
                faster(alone, "decode", -30),
                rate(alone, 15),
                workers(pool, 0, "pool.queue", 4),
                rate(pool, -25),
                faster(tandem, "forward", 25),
                faster(tandem, "tokenize", -20),
                workers(tandem, 1, "model.queue", 2),
                maxBatch(batch, 0, "batch.queue", 8),
                faster(batch, "forward", 20),
                rate(batch, 10),
                maxWait(window, 0, "batch.wait", 0),
                maxWait(window, 0, "batch.wait", 10),
                maxBatch(window, 0, "batch.wait", 4),
                maxBatch(server, 1, "batch.queue", 2),
                faster(server, "encode", 30),
                rate(server, 20),
                new Intervention(
                        repeats, new Change.CacheHits(0.3), spec -> spec.cache(new CacheSpec(0.3, false, false))),
                new Intervention(repeats, new Change.Cache(0), spec -> spec.cache(new CacheSpec(0, true, false))),
                faster(burning, "tokenize", 30),
                rate(burning, -20));
    }

    private static Intervention faster(PipelineSpec spec, String stage, double percent) {
        return new Intervention(
                spec, new Change.Faster(stage, percent), before -> before.stage(stage, 1 - percent / 100));
    }

    private static Intervention rate(PipelineSpec spec, double percent) {
        return new Intervention(spec, new Change.Rate(percent), before -> before.rate(1 + percent / 100));
    }

    private static Intervention workers(PipelineSpec spec, int pool, String station, int n) {
        return new Intervention(
                spec, new Change.Workers(station, n), before -> before.pool(pool, one -> one.workers(n)));
    }

    private static Intervention maxBatch(PipelineSpec spec, int pool, String station, int n) {
        return new Intervention(
                spec, new Change.MaxBatch(station, n), before -> before.pool(pool, one -> one.maxBatch(n)));
    }

    private static Intervention maxWait(PipelineSpec spec, int pool, String station, int ms) {
        return new Intervention(
                spec,
                new Change.MaxWait(station, ms * 1_000_000L),
                before -> before.pool(pool, one -> one.maxWaitMs(ms)));
    }
}
