package io.narrows.benchmarks.pipelines;

import io.narrows.profiler.Attribute;
import io.narrows.profiler.Kind;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.profiler.Segment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs a pipeline and leaves its log behind. Several may run at a time. */
public final class Pipeline {
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final PipelineSpec spec;
    private final Profiler profiler;
    private final Attribute tokens;
    private final Attribute input;
    private final CountDownLatch ended;
    private final List<Pool> pools = new ArrayList<>();
    private final Consumer<Request> entry;

    private Pipeline(PipelineSpec spec, Profiler profiler, Effort effort) {
        this.spec = spec;
        this.profiler = profiler;
        tokens = profiler.attribute("tokens", "tokens");
        input = profiler.attribute("input.hash", "");
        ended = new CountDownLatch(spec.requests());
        Consumer<Request> next = this::end;
        for (int i = spec.pools().size() - 1; i >= 0; i--) {
            next = place(i, effort, next);
        }
        entry = next;
    }

    /**
     * Runs one and waits for its last request.
     *
     * @param directory where the run goes
     * @throws IllegalStateException when requests are still on their way half a minute after the last should have come
     */
    public static void run(PipelineSpec spec, Path directory) throws InterruptedException {
        ProfilerConfig.Builder config =
                ProfilerConfig.builder(directory).service(spec.name()).budget(1).lanes(spec.burns());
        for (PipelineSpec.PoolSpec pool : spec.pools()) {
            if (pool.stated() && pool.maxBatch() > 0) {
                config.batchStation(pool.queue(), pool.workers(), pool.maxBatch(), Duration.ofNanos((long)
                        (pool.maxWaitMs() * 1e6)));
            } else if (pool.stated()) {
                config.station(pool.queue(), pool.workers());
            }
        }
        Effort effort = spec.burns() ? Effort.burning() : Effort.sleeping();
        try (Profiler profiler = Profiler.open(config.build())) {
            new Pipeline(spec, profiler, effort).serve();
        }
    }

    private Consumer<Request> place(int number, Effort effort, Consumer<Request> next) {
        PipelineSpec.PoolSpec pool = spec.pools().get(number);
        int steps = 0;
        for (int i = 0; i < number; i++) {
            steps += spec.pools().get(i).steps().size();
        }
        boolean computes = pool.steps().stream().anyMatch(step -> step.segment() == Segment.COMPUTE);
        if (!computes || spec.cache().equals(PipelineSpec.CacheSpec.NONE)) {
            Pool made = new Pool(profiler, pool, effort, steps, next);
            pools.add(made);
            return made::submit;
        }
        // The pool and its gate know each other, so one of them is reached through a list.
        List<Pool> behind = new ArrayList<>();
        Gate gate = new Gate(spec.cache(), request -> behind.get(0).submit(request), next);
        behind.add(new Pool(profiler, pool, effort, steps, gate::computed));
        pools.add(behind.get(0));
        return gate::submit;
    }

    private void serve() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        pools.forEach(pool -> threads.addAll(pool.start(spec.name())));
        try {
            arrive();
            if (!ended.await(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(
                        ended.getCount() + " requests of " + spec.name() + " are still on their way");
            }
        } finally {
            threads.forEach(Thread::interrupt);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void arrive() {
        Kind kind = profiler.kind(spec.name());
        double atNs = System.nanoTime();
        for (int i = 0; i < spec.requests(); i++) {
            Request request = new Request(spec.seed(), i, spec.inputs());
            atNs += request.gap / spec.ratePerS() * 1e9;
            Effort.sleepUntil((long) atNs);
            request.trace = profiler.begin(kind, System.nanoTime());
            request.trace().attribute(tokens, request.tokens);
            if (spec.inputs() > 0) {
                request.trace().attribute(input, request.input);
            }
            entry.accept(request);
        }
    }

    private void end(Request request) {
        request.trace().end();
        ended.countDown();
    }
}
