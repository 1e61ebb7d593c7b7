package io.narrows.data.shard.mds;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardCursor;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.source.LocalSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MdsPackTest {
    private static final MdsOptions OPTIONS = MdsOptions.defaults().withShardSamples(10);
    private static final int SAMPLES = 47;

    @TempDir
    Path folder;

    @Test
    void keepsKeysAndFields() throws Exception {
        pack(folder, SAMPLES);
        LocalSource source = new LocalSource(folder);
        assertEquals(
                List.of(
                        MdsColumn.KEY,
                        new MdsColumn("cls", "str_int"),
                        new MdsColumn("seg.png", "png"),
                        new MdsColumn("txt", "str")),
                MdsIndex.read(source, MdsIndex.FILE).columns());
        List<String> read = new ArrayList<>();
        try (ShardSet shards = ShardSet.open(source, List.of(MdsIndex.FILE))) {
            assertEquals(5, shards.shards());
            for (int i = 0; i < shards.shards(); i++) {
                try (Shard shard = shards.openShard(i);
                        ShardCursor cursor = shard.read(0, shard.samples())) {
                    while (cursor.next()) {
                        RawSample sample = cursor.sample();
                        assertEquals(4, sample.fields());
                        String text = new String(sample.copy(sample.field("txt")), StandardCharsets.UTF_8);
                        assertEquals("text of " + sample.key(), text);
                        read.add(sample.key());
                    }
                }
            }
        }
        assertEquals(SAMPLES, read.size());
        assertEquals("a/key17", read.get(17));
    }

    @Test
    void packsItsOwnShardsAgain() throws Exception {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        pack(first, SAMPLES);
        LocalSource source = new LocalSource(first);
        try (ShardSet shards = ShardSet.open(source, List.of(MdsIndex.FILE));
                MdsPack pack = open(second)) {
            for (int i = 0; i < shards.shards(); i++) {
                try (Shard shard = shards.openShard(i);
                        ShardCursor cursor = shard.read(0, shard.samples())) {
                    while (cursor.next()) {
                        pack.write(cursor.sample());
                    }
                }
            }
            pack.finish();
        }
        Map<String, byte[]> again = files(second);
        files(first).forEach((name, bytes) -> assertArrayEquals(bytes, again.get(name), name));
    }

    @Test
    void goesOnWhereItWasLeftAndGivesTheSameBytes() throws Exception {
        Path whole = folder.resolve("whole");
        pack(whole, SAMPLES);
        Path often = folder.resolve("often");
        // Left without an end after so many samples each time, as by a kill: what was not in a full shard is lost.
        for (int samples : new int[] {0, 5, 19, 20, 3, 1, 12}) {
            try (MdsPack pack = open(often)) {
                assertEquals(0, pack.resumeAt() % 10);
                assertEquals(pack.resumeAt() / 10, pack.shards().size());
                for (long i = pack.resumeAt(); i < Math.min(SAMPLES, pack.resumeAt() + samples); i++) {
                    pack.write(sample((int) i));
                }
                assertFalse(Files.exists(often.resolve(MdsIndex.FILE)));
            }
        }
        try (MdsPack pack = open(often)) {
            assertEquals(30, pack.resumeAt());
            for (long i = pack.resumeAt(); i < SAMPLES; i++) {
                pack.write(sample((int) i));
            }
            pack.finish();
            assertEquals(SAMPLES, pack.samples());
            assertEquals(5, pack.shards().size());
        }
        Map<String, byte[]> expected = files(whole);
        Map<String, byte[]> found = files(often);
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
        try (MdsPack pack = open(often)) {
            assertTrue(pack.isComplete());
            assertEquals(SAMPLES, pack.resumeAt());
            pack.finish();
            assertThrows(IllegalStateException.class, () -> pack.write(sample(0)));
        }
    }

    @Test
    void isNotMixedWithOthers() throws Exception {
        try (MdsPack pack = open(folder)) {
            for (int i = 0; i < 15; i++) {
                pack.write(sample(i));
            }
            assertRefused("are being written by another writer", () -> open(folder));
        }
        assertRefused(
                "are of another pack: their input is \"input\", not \"other\"",
                () -> MdsPack.open(folder, OPTIONS, Map.of("cls", "str_int"), true, "other"));
        assertRefused(
                "are of another pack: their keys is true, not false",
                () -> MdsPack.open(folder, OPTIONS, Map.of("cls", "str_int"), false, "input"));
        Files.delete(folder.resolve("shard.00000.mds"));
        assertRefused("was written by an earlier run, and is not there as it was", () -> open(folder));
        Path other = folder.resolve("other");
        try (MdsWriter writer = MdsWriter.open(other, List.of(MdsColumn.KEY), OPTIONS)) {
            writer.finish();
        }
        assertRefused(
                "index.json was not written by this pack, and would be replaced: use another folder",
                () -> open(other));
    }

    @Test
    void shardsOfOthersAreLeftAlone() throws Exception {
        for (String shard : List.of("shard.00000.mds", "shard.00017.mds.zstd", "shard.00003.mds.br")) {
            Path other = Files.createDirectories(folder.resolve("of-" + shard));
            Files.writeString(other.resolve(shard), "another's");
            Files.writeString(other.resolve("shard.00000.mds.part"), "never finished");
            assertRefused(
                    shard + " was not written by this pack, and would be replaced: use another folder",
                    () -> open(other));
            assertEquals("another's", Files.readString(other.resolve(shard)));
            assertFalse(Files.exists(other.resolve(".mds-pack.lock")));
        }
        // A pack that was killed may have named its next shard, but none after that.
        Path killed = folder.resolve("killed");
        open(killed).close();
        Files.writeString(killed.resolve("shard.00000.mds"), "its own");
        Files.writeString(killed.resolve("shard.00001.mds"), "another's");
        assertRefused(
                "shard.00001.mds was not written by this pack, and would be replaced: use another folder",
                () -> open(killed));
        Files.delete(killed.resolve("shard.00001.mds"));
        pack(killed, 15);
        assertFalse(Files.exists(killed.resolve(".mds-pack.lock")), "a pack that is complete needs none");
        open(killed).close();
        assertFalse(Files.exists(killed.resolve(".mds-pack.lock")));
    }

    @Test
    void aPackWithoutShardsMayBeginAnew() throws Exception {
        MdsPack.open(folder, OPTIONS, Map.of(), false, "other").close();
        pack(folder, 15);
        assertEquals(
                2,
                MdsIndex.read(new LocalSource(folder), MdsIndex.FILE).entries().size());
    }

    @Test
    void aFullDiskNamesTheFile() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "a device that is full");
        try (MdsPack pack = open(folder)) {
            Path file = folder.resolve("shard.00000.mds.part");
            Files.createSymbolicLink(file, Path.of("/dev/full"));
            pack.write(sample(0));
            FileSystemException full = assertThrows(FileSystemException.class, pack::finish);
            assertEquals(file + ": No space left on device", full.getMessage());
            assertFalse(Files.exists(file));
        }
        pack(folder, 15);
    }

    @Test
    void samplesOfOtherFieldsAreRefusedAndOthersGoOn() throws Exception {
        try (MdsPack pack = open(folder)) {
            assertThrows(IllegalStateException.class, pack::finish);
            pack.write(sample(0));
            RawSample other = new RawSample();
            other.begin("b", 1, new byte[3]);
            other.add("txt", 0, 3);
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> pack.write(other));
            assertEquals("sample 1: has no column \"cls\"", e.getMessage());
            pack.write(sample(1));
            pack.finish();
            assertEquals(2, pack.samples());
        }
        assertThrows(
                IllegalArgumentException.class, () -> MdsPack.open(folder, OPTIONS, Map.of("a", "int17"), true, ""));
    }

    @Test
    void aFieldOfTheKeysNameIsRefused() throws Exception {
        try (MdsPack pack = open(folder)) {
            RawSample sample = new RawSample();
            sample.begin("a", 0, new byte[] {'b', '1'});
            sample.add("__key__", 0, 1);
            sample.add("cls", 1, 1);
            assertEquals(
                    "sample a has a field __key__ with another content than its key: in MDS the key has that column",
                    assertThrows(IllegalArgumentException.class, () -> pack.write(sample))
                            .getMessage());
            pack.write(sample(0));
            pack.finish();
            assertEquals(1, pack.samples());
        }
    }

    private interface Opening {
        MdsPack open() throws IOException;
    }

    private static void assertRefused(String message, Opening opening) {
        IOException e = assertThrows(IOException.class, () -> opening.open().close());
        assertTrue(e.getMessage().endsWith(message), e.getMessage());
    }

    private static MdsPack open(Path folder) throws IOException {
        return MdsPack.open(folder, OPTIONS, Map.of("cls", "str_int"), true, "input");
    }

    private static void pack(Path folder, int samples) throws IOException {
        try (MdsPack pack = open(folder)) {
            for (int i = 0; i < samples; i++) {
                pack.write(sample(i));
            }
            pack.finish();
        }
    }

    private static RawSample sample(int number) {
        byte[] text = ("text of a/key" + number).getBytes(StandardCharsets.UTF_8);
        RawSample sample = new RawSample();
        sample.begin("a/key" + number, number, text);
        sample.add("txt", 0, text.length);
        sample.add("seg.png", 0, number % 5);
        sample.add("cls", text.length - 1, 1);
        return sample;
    }

    /** The shards and the index. */
    private static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                if (!file.getFileName().toString().startsWith(".")) {
                    files.put(file.getFileName().toString(), Files.readAllBytes(file));
                }
            }
        }
        return files;
    }
}
