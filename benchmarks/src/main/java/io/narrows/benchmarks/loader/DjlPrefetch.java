package io.narrows.benchmarks.loader;

import ai.djl.training.dataset.Batch;
import ai.djl.util.passthrough.PassthroughNDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** DJL's own way to load ahead: its data set with an executor, two batches ahead, which is its default. */
final class DjlPrefetch implements Epoch, AutoCloseable {
    private final DjlDataset dataset;
    private final ExecutorService executor;

    DjlPrefetch(List<Path> shards, int batch, int threads) throws IOException {
        List<byte[]> documents = new ArrayList<>();
        new BareLoop(shards).copy(documents::add);
        dataset = DjlDataset.of(documents, batch);
        executor = Executors.newFixedThreadPool(threads);
    }

    @Override
    public Pass read() throws Exception {
        long samples = 0;
        long sum = 0;
        for (Batch batch : dataset.getData(PassthroughNDManager.INSTANCE, executor)) {
            try (batch) {
                for (Doc doc : ((DjlDataset.Docs) batch.getData()).all()) {
                    samples++;
                    sum += doc.id;
                }
            }
        }
        return new Pass(samples, sum);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
