package io.narrows.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.decode.Decoders;
import io.narrows.data.order.Shuffle;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.source.LocalSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loads from tar files of others, plain and in one member of gzip. */
@Timeout(60)
class LoaderOverFilesTest {
    private static final int SHARDS = 3;
    private static final int SAMPLES = 400;

    @TempDir
    private Path folder;

    private ShardSet write(String end) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            String name = "part-" + shard + end;
            names.add(name);
            try (OutputStream file = Files.newOutputStream(folder.resolve(name));
                    OutputStream bytes = end.endsWith(".gz") ? new GZIPOutputStream(file) : file;
                    TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
                for (int index = 0; index < SAMPLES; index++) {
                    byte[] text = text(shard, index).getBytes(StandardCharsets.UTF_8);
                    TarArchiveEntry entry = new TarArchiveEntry("s" + index + ".txt");
                    entry.setSize(text.length);
                    tar.putArchiveEntry(entry);
                    tar.write(text);
                    tar.closeArchiveEntry();
                }
            }
        }
        return ShardSet.open(new LocalSource(folder), names);
    }

    private static String text(int shard, int index) {
        return "text " + shard + ":" + index + " " + "x".repeat(index % 700);
    }

    private static List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            for (int index = 0; index < SAMPLES; index++) {
                texts.add(text(shard, index));
            }
        }
        return texts;
    }

    private static LoaderBuilder<String> builder(ShardSet set) {
        return Loader.from(set).decode(Decoders.text("txt")).workers(3).memory(1 << 20);
    }

    @ParameterizedTest
    @CsvSource({".tar,false", ".tar.gz,false", ".tar,true", ".tar.gz,true"})
    void deliversAllAndResumesInTheMidst(String end, boolean blocks) throws Exception {
        ShardSet set = write(end);
        Shuffle shuffle = blocks ? Shuffle.blocks(100) : Shuffle.none();
        List<String> got = new ArrayList<>();
        LoaderState state;
        try (Loader<String> loader = builder(set).shuffle(shuffle).batch(70).open()) {
            for (int batches = 0; batches < 8; batches++) {
                DataBatch<String> batch = loader.next();
                assertNotNull(batch);
                got.addAll(batch.items());
            }
            state = LoaderState.parse(loader.state().toString());
        }
        try (Loader<String> loader = builder(set).workers(1).resume(state).open()) {
            for (DataBatch<String> batch = loader.next(); batch != null; batch = loader.next()) {
                got.addAll(batch.items());
            }
            assertTrue(loader.state().complete());
            assertTrue(loader.state().accountsForAll(set));
        }
        if (blocks) {
            assertEquals(SHARDS * SAMPLES, got.size());
            assertEquals(new HashSet<>(texts()), new HashSet<>(got));
        } else {
            assertEquals(texts(), got);
        }
    }

    @Test
    void aShuffleByBlocksIsHeldAgainstTheMemoryAsItIsDecompressed() throws Exception {
        try (ShardSet plain = write(".tar");
                ShardSet compressed = write(".tar.gz")) {
            assertEquals(plain.rawBytes(), compressed.rawBytes(), SHARDS * 1024);
            assertTrue(compressed.fileBytes() * 4 < compressed.rawBytes());
            long memory = compressed.rawBytes() / 2;
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Loader.from(compressed)
                    .shuffle(Shuffle.blocks(400))
                    .memory(memory)
                    .open());
            assertTrue(String.valueOf(e.getMessage()).endsWith("more than memory(" + memory + ")"), e.getMessage());
        }
    }

    @Test
    void leavesOutWhatIsBrokenInAFile() throws Exception {
        ShardSet set = write(".tar");
        try (FileChannel file = FileChannel.open(folder.resolve("part-1.tar"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {(byte) 0xFF}), 512); // the first text begins there
        }
        Path quarantine = folder.resolve("left-out.jsonl");
        try (Loader<String> loader = builder(set).quarantine(quarantine).open()) {
            int samples = 0;
            for (DataBatch<String> batch = loader.next(); batch != null; batch = loader.next()) {
                samples += batch.size();
            }
            assertEquals(SHARDS * SAMPLES - 1, samples);
        }
        List<String> lines = Files.readAllLines(quarantine);
        assertEquals(1, lines.size());
        assertTrue(
                lines.get(0).startsWith("{\"shard\":\"part-1.tar\",\"index\":0,\"samples\":1,\"stage\":\"decode\","));
    }

    @Test
    void namesAFileThatVanished() throws Exception {
        ShardSet set = write(".tar");
        Files.delete(folder.resolve("part-1.tar"));
        try (Loader<String> loader = builder(set).batch(SAMPLES).open()) {
            assertNotNull(loader.next());
            LoaderException e = assertThrows(LoaderException.class, loader::next);
            assertEquals("part-1.tar", e.shard());
            assertEquals(0, e.index());
            assertEquals(
                    "part-1.tar, sample 0, read: " + folder.resolve("part-1.tar") + ": it does not exist",
                    e.getMessage());
        }
    }

    @Test
    void aFileThatWasCutIsNoCrash() throws Exception {
        ShardSet set = write(".tar");
        try (FileChannel file = FileChannel.open(folder.resolve("part-2.tar"), StandardOpenOption.WRITE)) {
            file.truncate(5000);
        }
        try (Loader<String> loader =
                builder(set).onFault(FaultPolicy.SKIP).batch(SAMPLES).open()) {
            long samples = 0;
            for (DataBatch<String> batch = loader.next(); batch != null; batch = loader.next()) {
                samples += batch.size();
            }
            assertEquals(2 * SAMPLES, samples);
            assertEquals(SAMPLES, loader.state().skipped().count());
        }
    }
}
