package io.narrows.benchmarks.loader;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.util.passthrough.PassthroughNDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToLongFunction;

/** DJL's own way to load ahead: a data set of its with an executor, two batches ahead, which is its default. */
final class DjlPrefetch implements Epoch, AutoCloseable {
    private static final String ENGINE = "PyTorch";

    private final RandomAccessDataset dataset;
    private final NDManager manager;
    private final ToLongFunction<Batch> ids;
    private final ExecutorService executor;

    private DjlPrefetch(RandomAccessDataset dataset, NDManager manager, ToLongFunction<Batch> ids, int threads) {
        this.dataset = dataset;
        this.manager = manager;
        this.ids = ids;
        executor = Executors.newFixedThreadPool(threads);
    }

    /** A data set over plain tars, whose batches are arrays of DJL's PyTorch engine. */
    static DjlPrefetch overShards(List<Path> shards, int batch, int threads) throws IOException {
        System.setProperty("ai.djl.offline", "true"); // the engine's native part is on the class path
        DjlShards dataset = DjlShards.of(shards, batch);
        return new DjlPrefetch(dataset, Engine.getEngine(ENGINE).newBaseManager(), DjlPrefetch::firstOfEach, threads);
    }

    /** Its prefetching alone: documents that lie in memory already are parsed, and no array is made of them. */
    static DjlPrefetch ofMemory(List<Path> shards, int batch, int threads) throws IOException {
        List<byte[]> documents = new ArrayList<>();
        new BareLoop(shards).copy(documents::add);
        DjlParsing dataset = DjlParsing.of(documents, batch);
        return new DjlPrefetch(dataset, PassthroughNDManager.INSTANCE, DjlPrefetch::ofDocuments, threads);
    }

    private static long firstOfEach(Batch batch) {
        int[] numbers = batch.getData().head().toIntArray();
        long sum = 0;
        for (int i = 0; i < numbers.length; i += DjlShards.NUMBERS) {
            sum += numbers[i];
        }
        return sum;
    }

    private static long ofDocuments(Batch batch) {
        long sum = 0;
        for (Doc doc : ((DjlParsing.Docs) batch.getData()).all()) {
            sum += doc.id;
        }
        return sum;
    }

    @Override
    public Pass read() throws Exception {
        long samples = 0;
        long sum = 0;
        for (Batch batch : dataset.getData(manager, executor)) {
            try (batch) {
                samples += batch.getSize();
                sum += ids.applyAsLong(batch);
            }
        }
        return new Pass(samples, sum);
    }

    @Override
    public void close() {
        executor.shutdownNow();
        manager.close();
    }
}
