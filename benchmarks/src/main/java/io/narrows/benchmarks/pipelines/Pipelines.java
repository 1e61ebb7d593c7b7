package io.narrows.benchmarks.pipelines;

import static io.narrows.benchmarks.pipelines.PipelineSpec.PoolSpec.batches;
import static io.narrows.benchmarks.pipelines.PipelineSpec.PoolSpec.single;
import static io.narrows.profiler.Segment.COMPUTE;
import static io.narrows.profiler.Segment.DATA;
import static io.narrows.profiler.Segment.SERVING;

import io.narrows.benchmarks.pipelines.PipelineSpec.CacheSpec;
import io.narrows.benchmarks.pipelines.PipelineSpec.PoolSpec;
import io.narrows.benchmarks.pipelines.PipelineSpec.StepSpec;
import java.util.List;

/** The pipelines that predictions are tested on, with queues that are busy for 50 to 85 % of the time. */
public final class Pipelines {

    private Pipelines() {}

    private static PipelineSpec spec(String name, int seed, double ratePerS, PoolSpec... pools) {
        return new PipelineSpec(name, seed, 2_000, ratePerS, List.of(pools), 0, CacheSpec.NONE, false);
    }

    /** One thread does everything: 70 %. */
    public static PipelineSpec alone() {
        return spec(
                "alone",
                11,
                100,
                single("queue", 1, StepSpec.of("decode", SERVING, 2, 0.3), StepSpec.of("forward", COMPUTE, 5, 0.9)));
    }

    /** Three threads, times that vary as much as any do: 75 %. */
    public static PipelineSpec pool() {
        return spec("pool", 12, 225, single("pool.queue", 3, StepSpec.of("forward", COMPUTE, 10, 1)));
    }

    /** A pool that prepares, then one that computes: 60 and 75 %. */
    public static PipelineSpec tandem() {
        return spec(
                "tandem",
                13,
                120,
                single("prepare.queue", 2, StepSpec.of("tokenize", DATA, 10, 0.8)),
                single(
                        "model.queue",
                        1,
                        StepSpec.of("forward", COMPUTE, 6, 0.5),
                        StepSpec.of("encode", SERVING, 0.5, 0)));
    }

    /** Batches of what is there, up to 4: 80 %. */
    public static PipelineSpec batch() {
        return spec(
                "batch",
                14,
                180,
                batches(
                        "batch.queue",
                        1,
                        4,
                        0,
                        StepSpec.of("assemble", DATA, 0.5, 0),
                        new StepSpec("forward", COMPUTE, 8, 1.5, 0, 0.3)));
    }

    /** Two threads wait up to 5 ms for batches of 8 to fill, and padding costs: 60 %. */
    public static PipelineSpec window() {
        return spec(
                "window", 15, 260, batches("batch.wait", 2, 8, 5, new StepSpec("forward", COMPUTE, 8, 0, 0.04, 0.2)));
    }

    /** As a model server: prepare, batches, write. The service states its stations. */
    public static PipelineSpec server() {
        return spec(
                "server",
                16,
                150,
                single("prepare.queue", 1, StepSpec.of("tokenize", DATA, 4, 0.5))
                        .statedToTheProfiler(),
                batches(
                                "batch.queue",
                                1,
                                8,
                                0,
                                StepSpec.of("assemble", DATA, 0.5, 0),
                                new StepSpec("forward", COMPUTE, 6, 0.5, 0.02, 0.2))
                        .statedToTheProfiler(),
                single("write.queue", 1, StepSpec.of("encode", SERVING, 3, 0.5)).statedToTheProfiler());
    }

    /** Popular inputs come again: 80 %. */
    public static PipelineSpec repeats() {
        PipelineSpec spec = spec(
                "repeats",
                17,
                130,
                single("model.queue", 1, StepSpec.of("forward", COMPUTE, 6, 0.6)),
                single("write.queue", 1, StepSpec.of("encode", SERVING, 1, 0.5)));
        return new PipelineSpec(
                spec.name(), spec.seed(), spec.requests(), spec.ratePerS(), spec.pools(), 3_000, spec.cache(), false);
    }

    /** Threads that burn processors which they have to share: more runnable threads than two. */
    public static PipelineSpec burning() {
        PipelineSpec spec = spec(
                "burning",
                18,
                100,
                single("prepare.queue", 2, StepSpec.of("tokenize", DATA, 8, 0.5)),
                single("model.queue", 1, StepSpec.of("forward", COMPUTE, 5, 0.3)));
        return new PipelineSpec(
                spec.name(), spec.seed(), spec.requests(), spec.ratePerS(), spec.pools(), 0, spec.cache(), true);
    }
}
