package io.narrows.benchmarks.pipelines;

import io.narrows.profiler.Segment;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What a pipeline is made of: Poisson arrivals, and pools that each request passes one after the other. The same seed gives
 * the same arrivals and the same work, whatever else is changed. Immutable.
 *
 * @param name for the table
 * @param seed of arrivals and work
 * @param requests how many come
 * @param ratePerS how many come in a second
 * @param pools in the order in which requests pass them
 * @param inputs from how many inputs requests choose, popular ones more often; 0 where inputs are not recorded
 * @param cache what saves requests the pool that computes
 * @param burns whether work burns processor time; otherwise it sleeps
 */
public record PipelineSpec(
        String name,
        long seed,
        int requests,
        double ratePerS,
        List<PoolSpec> pools,
        int inputs,
        CacheSpec cache,
        boolean burns) {

    public PipelineSpec {
        pools = List.copyOf(pools);
    }

    /**
     * Threads behind a queue.
     *
     * @param queue name of the stage in which requests wait
     * @param workers threads
     * @param steps what a thread does with a request, or with a batch
     * @param maxBatch most requests at once; 0 where each is served alone
     * @param maxWaitMs how long a free thread waits for a batch to fill
     * @param stated whether the service states it to the profiler
     */
    public record PoolSpec(
            String queue, int workers, List<StepSpec> steps, int maxBatch, double maxWaitMs, boolean stated) {

        public PoolSpec {
            steps = List.copyOf(steps);
        }

        /** A pool that serves one at a time. */
        public static PoolSpec single(String queue, int workers, StepSpec... steps) {
            return new PoolSpec(queue, workers, List.of(steps), 0, 0, false);
        }

        /** A pool that serves batches. */
        public static PoolSpec batches(String queue, int workers, int maxBatch, double maxWaitMs, StepSpec... steps) {
            return new PoolSpec(queue, workers, List.of(steps), maxBatch, maxWaitMs, false);
        }

        public PoolSpec workers(int n) {
            return new PoolSpec(queue, n, steps, maxBatch, maxWaitMs, stated);
        }

        public PoolSpec maxBatch(int n) {
            return new PoolSpec(queue, workers, steps, n, maxWaitMs, stated);
        }

        public PoolSpec maxWaitMs(double ms) {
            return new PoolSpec(queue, workers, steps, maxBatch, ms, stated);
        }

        public PoolSpec statedToTheProfiler() {
            return new PoolSpec(queue, workers, steps, maxBatch, maxWaitMs, true);
        }

        private PoolSpec step(String stage, UnaryOperator<StepSpec> change) {
            List<StepSpec> changed = steps.stream()
                    .map(step -> step.stage().equals(stage) ? change.apply(step) : step)
                    .toList();
            return new PoolSpec(queue, workers, changed, maxBatch, maxWaitMs, stated);
        }
    }

    /**
     * A timed part of a pool's work.
     *
     * @param stage its name
     * @param segment its segment
     * @param ms mean time of a request or batch
     * @param msPerMember what each member of a batch adds
     * @param msPerToken what each computed token of a batch adds, padding included
     * @param spread how much of its time is drawn, evenly around the mean from 0 to 1, or exponentially from 1 on
     */
    public record StepSpec(
            String stage, Segment segment, double ms, double msPerMember, double msPerToken, double spread) {

        /** A step whose time does not depend on the batch. */
        public static StepSpec of(String stage, Segment segment, double ms, double spread) {
            return new StepSpec(stage, segment, ms, 0, 0, spread);
        }

        private StepSpec times(double factor) {
            return new StepSpec(stage, segment, ms * factor, msPerMember * factor, msPerToken * factor, spread);
        }
    }

    /**
     * What saves requests the pool that computes.
     *
     * @param hitRatio part of them that need not compute, whatever their input
     * @param remembers whether the results of inputs are kept
     * @param coalesces whether equal inputs at one time are computed once
     */
    public record CacheSpec(double hitRatio, boolean remembers, boolean coalesces) {
        /** None. */
        public static final CacheSpec NONE = new CacheSpec(0, false, false);
    }

    public PipelineSpec requests(int n) {
        return new PipelineSpec(name, seed, n, ratePerS, pools, inputs, cache, burns);
    }

    public PipelineSpec rate(double factor) {
        return new PipelineSpec(name, seed, requests, ratePerS * factor, pools, inputs, cache, burns);
    }

    public PipelineSpec cache(CacheSpec other) {
        return new PipelineSpec(name, seed, requests, ratePerS, pools, inputs, other, burns);
    }

    /** One pool changed. */
    public PipelineSpec pool(int number, UnaryOperator<PoolSpec> change) {
        List<PoolSpec> changed = IntStream.range(0, pools.size())
                .mapToObj(i -> i == number ? change.apply(pools.get(i)) : pools.get(i))
                .toList();
        return new PipelineSpec(name, seed, requests, ratePerS, changed, inputs, cache, burns);
    }

    /** One stage takes so many times as long. */
    public PipelineSpec stage(String stage, double factor) {
        List<PoolSpec> changed = pools.stream()
                .map(pool -> pool.step(stage, step -> step.times(factor)))
                .toList();
        return new PipelineSpec(name, seed, requests, ratePerS, changed, inputs, cache, burns);
    }
}
