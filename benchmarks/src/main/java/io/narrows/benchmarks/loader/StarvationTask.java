package io.narrows.benchmarks.loader;

import io.narrows.benchmarks.pipelines.Effort;
import io.narrows.data.DataBatch;
import io.narrows.data.Loader;
import io.narrows.data.shard.ShardSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A consumer that computes for 5 ms a batch, beside workers that compute for 3 ms a batch: both burn a processor, by as much
 * work as took that time when nothing else ran. How long the consumer is in {@code next()} for each batch, those of the first
 * seconds left out.
 */
final class StarvationTask {
    private static final double CONSUMER_MS = 5;
    private static final double PRODUCER_MS = 3;
    private static final int WARM_BATCHES = 600;

    /**
     * What the batches of one part of the run took.
     *
     * @param waitNs how long the consumer waited
     * @param wallNs how long the part was
     */
    record Part(long waitNs, long wallNs) {}

    /** @param told the share of the time in which the consumer waited, as the loader itself says */
    record Found(List<Part> parts, double told) {}

    private StarvationTask() {}

    /** @param workers threads that produce */
    static Found run(Path folder, int workers, int parts, int batches) throws Exception {
        Effort effort = Effort.burning();
        List<Part> found = new ArrayList<>();
        try (ShardSet shards = Loaders.open(folder);
                Loader<Doc> loader = Loaders.documents(shards)
                        .workers(workers)
                        .map("produce", (doc, context) -> {
                            effort.take(PRODUCER_MS / LoaderTask.BATCH);
                            return doc;
                        })
                        .open()) {
            for (int i = 0; i < WARM_BATCHES; i++) {
                take(loader, effort); // set-up, and what the JVM compiles
            }
            for (int part = 0; part < parts; part++) {
                long startNs = System.nanoTime();
                long waitNs = 0;
                for (int i = 0; i < batches; i++) {
                    waitNs += take(loader, effort);
                }
                found.add(new Part(waitNs, System.nanoTime() - startNs));
            }
            return new Found(found, loader.figures().consumer().starvation());
        }
    }

    /** Takes a batch and computes; how long it waited, in ns. */
    private static long take(Loader<Doc> loader, Effort effort) throws Exception {
        long startNs = System.nanoTime();
        try (DataBatch<Doc> batch = loader.next()) {
            long waitNs = System.nanoTime() - startNs;
            if (batch == null) {
                throw new IllegalStateException("the shards have too few samples");
            }
            effort.take(CONSUMER_MS);
            return waitNs;
        }
    }
}
