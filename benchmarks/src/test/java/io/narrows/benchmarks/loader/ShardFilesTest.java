package io.narrows.benchmarks.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.shard.ShardSet;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardFilesTest {
    @TempDir
    private Path folder;

    private static final Epoch.Pass ALL = new Epoch.Pass(200, 199 * 200 / 2);

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tar.gz", "tar.zst"})
    void allReadEveryDocumentOnce(String end) throws Exception {
        ShardFiles.documents(folder, end, List.of(70, 1, 129));
        everyDocumentOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tar.gz", "tar.zst"})
    void allReadEveryDocumentOnceWithoutAnIndex(String end) throws Exception {
        ShardFiles.plainDocuments(folder, end, List.of(70, 1, 129));
        everyDocumentOnce();
    }

    private void everyDocumentOnce() throws Exception {
        List<Path> shards = ShardFiles.in(folder);
        assertEquals(3, shards.size());
        BareLoop loop = new BareLoop(shards);
        assertEquals(ALL, loop.read());
        assertEquals(ALL, loop.read());
        try (DjlPrefetch djl = DjlPrefetch.ofMemory(shards, 64, 2)) {
            assertEquals(ALL, djl.read());
            assertEquals(ALL, djl.read());
        }
        try (ShardSet set = Loaders.open(folder)) {
            Epoch loader = new LoaderEpoch<>(() -> Loaders.documents(set), doc -> doc.id);
            assertEquals(ALL, loader.read());
            assertEquals(ALL, loader.read());
        }
    }

    @Test
    void aDataSetOfDjlReadsEveryDocumentOfPlainTarsOnce() throws Exception {
        ShardFiles.documents(folder, "tar", List.of(70, 1, 129));
        try (DjlPrefetch djl = DjlPrefetch.overShards(ShardFiles.in(folder), 64, 2)) {
            assertEquals(ALL, djl.read());
            assertEquals(ALL, djl.read());
        }
    }

    @Test
    void documentsHaveAboutOneKilobyte() throws Exception {
        ShardFiles.documents(folder, "tar", List.of(1_000));
        List<byte[]> documents = new ArrayList<>();
        new BareLoop(ShardFiles.in(folder)).copy(documents::add);
        double mean =
                documents.stream().mapToInt(bytes -> bytes.length).average().orElseThrow();
        assertTrue(mean > 900 && mean < 1_200, "mean of " + mean + " bytes");
        assertEquals(
                1_000,
                documents.stream()
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .distinct()
                        .count());
    }

    @Test
    void packedGzipIsSmallerByWhatTextIs() throws Exception {
        ShardFiles.documents(folder.resolve("plain"), "tar", List.of(500));
        ShardFiles.documents(folder.resolve("gz"), "tar.gz", List.of(500));
        double ratio = (double) size("plain") / size("gz");
        assertTrue(ratio > 2 && ratio < 8, "tar / tar.gz is " + ratio);
    }

    private long size(String name) throws Exception {
        return Files.size(ShardFiles.in(folder.resolve(name)).get(0));
    }

    @Test
    void picturesAreJpegOfTheirSize() throws Exception {
        byte[] bytes = Pictures.jpeg(7);
        assertNotNull(ImageIO.read(new ByteArrayInputStream(bytes)));
        assertEquals(256, ImageIO.read(new ByteArrayInputStream(bytes)).getWidth());
        assertEquals(0xFF, bytes[0] & 0xFF);
        assertEquals(0xD8, bytes[1] & 0xFF);
    }

    @Test
    void equalShardsHoldAllSamples() {
        assertEquals(List.of(3, 3, 4), ShardFiles.equal(10, 3));
        assertEquals(
                200_003,
                ShardFiles.equal(200_003, 16).stream()
                        .mapToInt(Integer::intValue)
                        .sum());
    }
}
