package io.narrows.benchmarks.planted;

import io.narrows.profiler.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/** Pipelines whose bottleneck is the JVM or the machine. */
final class HostPlants {

    private static final int KEPT_LISTS = 400;
    private static final int NODES = 1_500;
    private static final int STAGES = 24;

    private HostPlants() {}

    /** A heap that is nearly full of small objects, some of which are replaced by each request. */
    static Consumer<Job> garbage(Rig rig) {
        ExecutorService pool = rig.pool("worker", 8);
        List<List<long[]>> kept = new ArrayList<>();
        for (int i = 0; i < KEPT_LISTS; i++) {
            kept.add(nodes());
        }
        Stage read = rig.serving("http.read");
        Stage features = rig.data("features");
        Stage forward = rig.compute("forward");
        return job -> {
            job.trace().enter(read);
            pool.execute(() -> {
                job.rest(1);
                job.trace().enter(features);
                List<long[]> fresh = nodes();
                synchronized (kept) {
                    kept.set(job.random().nextInt(KEPT_LISTS), fresh);
                }
                for (int i = 0; i < 4; i++) {
                    nodes();
                }
                Spend.waiting(1);
                job.rest(forward, 1.5);
                rig.end(job);
            });
        };
    }

    private static List<long[]> nodes() {
        List<long[]> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(new long[12]);
        }
        return nodes;
    }

    /** Four stages that compute 1 ms each. */
    static Consumer<Job> computing(Rig rig) {
        ExecutorService pool = rig.pool("worker", Runtime.getRuntime().availableProcessors());
        Stage queue = rig.serving("queue");
        Stage read = rig.serving("http.read");
        Stage features = rig.data("features");
        Stage forward = rig.compute("forward");
        Stage rank = rig.compute("rank");
        return job -> {
            job.trace().enter(queue);
            pool.execute(() -> {
                job.work(read, 1);
                job.work(features, 1);
                job.work(forward, 1);
                job.work(rank, 1);
                rig.end(job);
            });
        };
    }

    /** Many short stages, recorded with a tiny budget. */
    static Consumer<Job> manyStages(Rig rig) {
        ExecutorService pool = rig.pool("worker", 8);
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < STAGES; i++) {
            stages.add(rig.serving("step " + (char) ('a' + i)));
        }
        Stage first = stages.get(0);
        return job -> {
            job.trace().enter(first);
            pool.execute(() -> {
                for (Stage stage : stages) {
                    for (int i = 0; i < 10; i++) {
                        job.trace().enter(stage);
                    }
                    Spend.waiting(0.15);
                }
                rig.end(job);
            });
        };
    }
}
