package io.narrows.benchmarks.planted;

import io.narrows.profiler.Attribute;
import io.narrows.profiler.Stage;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/** Pipelines in which nothing is wrong: little load, and no part that stands out. */
final class HealthyPlants {

    private HealthyPlants() {}

    /** Five stages of about the same length. */
    static Consumer<Job> balanced(Rig rig) {
        ExecutorService pool = rig.pool("worker", 16);
        List<Stage> stages = List.of(
                rig.serving("http.read"),
                rig.serving("auth"),
                rig.data("features"),
                rig.compute("forward"),
                rig.serving("http.write"));
        return job -> {
            job.trace().enter(stages.get(0));
            pool.execute(() -> {
                job.rest(2);
                stages.subList(1, 5).forEach(stage -> job.rest(stage, 2));
                rig.end(job);
            });
        };
    }

    /** Batches that start when a worker is free, which one of four mostly is; half of a batch's cost is fixed. */
    static Consumer<Job> batches(Rig rig) {
        ExecutorService front = rig.pool("front", 16);
        Stage read = rig.serving("http.read");
        Stage features = rig.data("features");
        Stage rank = rig.compute("rank");
        Stage write = rig.serving("http.write");
        Batcher.Model model =
                new Batcher.Model(job -> 1, false, (members, computed) -> Spend.waiting(1.5 + 1.5 * members.size()));
        Batcher batcher = rig.closing(new Batcher(rig, new Batcher.Sizes(4, 8, 0), model, job -> {
            job.trace().enter(rank);
            front.execute(() -> {
                Spend.waiting(job.varied(2.5));
                job.rest(write, 1.5);
                rig.end(job);
            });
        }));
        return job -> {
            job.trace().enter(read);
            front.execute(() -> {
                job.rest(1.5);
                job.rest(features, 2.5);
                batcher.submit(job);
            });
        };
    }

    /** Four stages that compute, on a machine that is mostly idle. */
    static Consumer<Job> computing(Rig rig) {
        return HostPlants.computing(rig);
    }

    /** Inputs repeat, and a cache serves what repeats; four shards are as fast as each other. */
    static Consumer<Job> cacheAndShards(Rig rig) {
        ExecutorService pool = rig.pool("worker", 16);
        Stage read = rig.serving("http.read");
        Stage lookup = rig.serving("lookup");
        Stage forward = rig.compute("forward");
        Stage rank = rig.compute("rank");
        Stage write = rig.serving("http.write");
        Attribute hash = rig.attribute("input.hash", "");
        Attribute cache = rig.attribute("cache", "");
        Attribute shard = rig.attribute("shard", "");
        return job -> {
            job.trace().enter(read);
            pool.execute(() -> {
                boolean hit = job.random().nextInt(3) == 0;
                job.trace().attribute(hash, hit ? 77 : 1_000 + job.number());
                job.trace().attribute(cache, hit ? 1 : 0);
                job.trace().attribute(shard, job.random().nextInt(4));
                job.rest(read, 2);
                job.rest(lookup, 2);
                if (!hit) {
                    job.rest(forward, 2.5);
                }
                job.rest(rank, 2);
                job.rest(write, 2);
                rig.end(job);
            });
        };
    }

    /** One thread reads and writes, and never for long. */
    static Consumer<Job> eventLoop(Rig rig) {
        ExecutorService loop = rig.pool("event-loop", 1);
        ExecutorService pool = rig.pool("model", 16);
        Stage read = rig.serving("http.read");
        Stage features = rig.data("features");
        Stage forward = rig.compute("forward");
        Stage rank = rig.compute("rank");
        Stage write = rig.serving("http.write");
        return job -> {
            job.trace().enter(read);
            loop.execute(() -> {
                job.work(0.1);
                job.trace().enter(features);
                pool.execute(() -> {
                    Spend.waiting(job.varied(3));
                    job.rest(forward, 3.5);
                    job.rest(rank, 3);
                    job.trace().enter(write);
                    loop.execute(() -> {
                        Spend.computing(0.1);
                        rig.end(job);
                    });
                });
            });
        };
    }
}
