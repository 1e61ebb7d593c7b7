package io.narrows.benchmarks.planted;

import io.narrows.benchmarks.planted.Batcher.Model;
import io.narrows.benchmarks.planted.Batcher.Sizes;
import io.narrows.profiler.Attribute;
import io.narrows.profiler.Stage;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Pipelines in which the batches are the bottleneck. */
final class BatchPlants {

    private BatchPlants() {}

    /** A worker waits 30 ms for a batch to fill that never fills. */
    static Consumer<Job> windowTooLong(Rig rig) {
        return batched(rig, new Sizes(2, 32, 30), plain(5, 0.1));
    }

    /** A forward costs 8 ms however much is in it, and no more than two may be. */
    static Consumer<Job> tooSmall(Rig rig) {
        return batched(rig, new Sizes(1, 2, 0), plain(8, 0.3));
    }

    /** Texts of very different lengths are computed at the length of the longest. */
    static Consumer<Job> padding(Rig rig) {
        Attribute tokens = rig.attribute("tokens", "");
        Model model =
                new Model(job -> tokens(job, tokens), true, (members, computed) -> Spend.waiting(1 + 0.012 * computed));
        return batched(rig, new Sizes(2, 8, 8), model);
    }

    private static long tokens(Job job, Attribute attribute) {
        double u = job.random().nextDouble();
        long tokens = (long) (10 + 390 * u * u * u * u);
        job.trace().attribute(attribute, tokens);
        return tokens;
    }

    /** Eight requests come together, and a forward of eight takes as long as eight forwards of one. */
    static Consumer<Job> notScaling(Rig rig) {
        return batched(rig, new Sizes(2, 8, 1), plain(0.05, 1.5));
    }

    /** Every twelfth request has a shape that was not seen before, and the model prepares for it. */
    static Consumer<Job> coldShapes(Rig rig) {
        ExecutorService pool = rig.pool("model", 16);
        Stage read = rig.serving("http.read");
        Stage forward = rig.compute("forward");
        Stage write = rig.serving("http.write");
        Attribute shape = rig.attribute("shape", "");
        Set<Long> seen = ConcurrentHashMap.newKeySet();
        AtomicLong count = new AtomicLong();
        return job -> {
            long one = count.getAndIncrement() / 12;
            boolean cold = seen.add(one);
            job.trace().attribute(shape, one);
            job.trace().enter(read);
            pool.execute(() -> {
                job.rest(1);
                job.rest(forward, cold ? 45 : 3);
                job.rest(write, 1);
                rig.end(job);
            });
        };
    }

    private static Model plain(double fixedMs, double eachMs) {
        return new Model(job -> 1, false, (members, computed) -> Spend.waiting(fixedMs + eachMs * members.size()));
    }

    private static Consumer<Job> batched(Rig rig, Sizes sizes, Model model) {
        ExecutorService front = rig.pool("front", 16);
        Stage read = rig.serving("http.read");
        Stage write = rig.serving("http.write");
        Batcher batcher = rig.closing(new Batcher(rig, sizes, model, job -> {
            job.trace().enter(write);
            front.execute(() -> {
                Spend.waiting(0.8);
                rig.end(job);
            });
        }));
        return job -> {
            job.trace().enter(read);
            front.execute(() -> {
                job.rest(0.8);
                batcher.submit(job);
            });
        };
    }
}
