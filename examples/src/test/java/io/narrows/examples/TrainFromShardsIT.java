package io.narrows.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import io.narrows.data.adapt.LoaderDataset;
import io.narrows.data.decode.Npy;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.source.LocalSource;
import io.narrows.examples.TrainFromShards.Example;
import io.narrows.server.model.ModelCache;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Training on PyTorch from tar shards of numpy arrays: points inside and outside of a circle. */
@Timeout(300)
class TrainFromShardsIT {
    private static final int SAMPLES = 600;

    @BeforeAll
    static void unpackInTheCacheAndFetchNothing() {
        String natives = ModelCache.standard().natives().toString();
        System.setProperty("DJL_CACHE_DIR", natives);
        System.setProperty("ENGINE_CACHE_DIR", natives);
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
        System.setProperty("ai.djl.pytorch.num_threads", "1");
    }

    private static ShardSet shards(Path folder) throws IOException, InterruptedException {
        Random random = new Random(3);
        for (int shard = 0; shard < 2; shard++) {
            try (OutputStream out = Files.newOutputStream(folder.resolve("points-" + shard + ".tar"));
                    TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
                for (int i = 0; i < SAMPLES / 2; i++) {
                    float x = random.nextFloat() * 2 - 1;
                    float y = random.nextFloat() * 2 - 1;
                    ByteArrayOutputStream point = new ByteArrayOutputStream();
                    Npy.write(point, new float[] {x, y}, 2);
                    put(tar, i + ".npy", point.toByteArray());
                    put(tar, i + ".cls", (x * x + y * y < 0.6 ? "1" : "0").getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
        return ShardSet.open(new LocalSource(folder), List.of("points-{0..1}.tar"));
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    @Test
    void theLossFalls(@TempDir Path folder) throws Exception {
        try (ShardSet shards = shards(folder)) {
            List<Float> losses = TrainFromShards.train(shards, 2, 12);
            assertEquals(12, losses.size());
            assertTrue(losses.get(11) < losses.get(0) * 0.6, losses.toString());
        }
    }

    @Test
    void everyEpochHasAllSamplesOnceInAnotherOrder(@TempDir Path folder) throws Exception {
        try (ShardSet shards = shards(folder);
                LoaderDataset<Example> dataset = TrainFromShards.dataset(shards);
                NDManager manager = NDManager.newBaseManager("PyTorch")) {
            Batch left = dataset.getData(manager).iterator().next(); // an epoch that is not ended
            assertArrayEquals(
                    new long[] {32, 2}, left.getData().get(0).getShape().getShape());
            assertArrayEquals(
                    new long[] {32, 1}, left.getLabels().get(0).getShape().getShape());
            assertEquals(19, left.getProgressTotal());
            assertEquals(32, ((LoaderDataset.LoadedBatch) left).keys().size());
            left.close();
            List<Float> first = firstFeatures(dataset, manager);
            List<Float> second = firstFeatures(dataset, manager);
            assertEquals(SAMPLES, first.size());
            assertNotEquals(first, second);
            assertEquals(
                    first.stream().sorted().toList(), second.stream().sorted().toList());
        }
    }

    private static List<Float> firstFeatures(LoaderDataset<Example> dataset, NDManager manager) throws IOException {
        List<Float> found = new ArrayList<>();
        for (Batch batch : dataset.getData(manager)) {
            try (batch) {
                float[] features = batch.getData().get(0).toFloatArray();
                for (int i = 0; i < features.length; i += 2) {
                    found.add(features[i]);
                }
            }
        }
        return found;
    }
}
