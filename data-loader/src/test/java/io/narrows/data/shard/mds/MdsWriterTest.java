package io.narrows.data.shard.mds;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardCursor;
import io.narrows.data.source.DataFile;
import io.narrows.data.source.LocalSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MdsWriterTest {
    private static final List<MdsColumn> COLUMNS = List.of(
            new MdsColumn("text", "str"),
            new MdsColumn("label", "int"),
            new MdsColumn("image", "jpeg:90"),
            new MdsColumn("vector", "ndarray:float32:4"));

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        for (int level : new int[] {MdsOptions.UNCOMPRESSED, 3}) {
            Path here = folder.resolve("level" + level);
            write(here, 2000, MdsOptions.defaults().withShardBytes(64 << 10).withZstd(level));
            LocalSource source = new LocalSource(here);
            MdsIndex index = MdsIndex.read(source, MdsIndex.FILE);
            assertEquals(2000, index.samples());
            assertTrue(index.entries().size() > 5);
            MdsFields fields = new MdsFields(index.columns());
            MdsFormat format = new MdsFormat();
            int number = 0;
            for (String name : index.names()) {
                assertTrue(index.entry(name).orElseThrow().rawBytes() <= 64 << 10);
                assertEquals(
                        Files.size(here.resolve(name)),
                        index.entry(name).orElseThrow().fileBytes());
                try (DataFile file = source.open(name)) {
                    assertTrue(format.verify(source, file));
                }
                try (Shard shard = format.open(source, source.open(name));
                        ShardCursor cursor = shard.read(0, shard.samples())) {
                    while (cursor.next()) {
                        RawSample sample = cursor.sample();
                        assertEquals("text " + number, fields.text(sample, "text"));
                        assertEquals(-number, fields.integer(sample, "label"));
                        assertArrayEquals(image(number), sample.copy(sample.field("image")));
                        assertArrayEquals(
                                new float[] {number, 0, 0, -1.5f},
                                fields.array(sample, "vector").toFloats());
                        number++;
                    }
                }
            }
            assertEquals(2000, number);
            try (Stream<Path> files = Files.list(here)) {
                assertEquals(index.names().size() + 1, files.count());
            }
        }
    }

    /** Reads as the format's own reader does: a pair of offsets, then the sample, by the index alone. */
    @Test
    void theBytesAreThoseOfTheFormat() throws Exception {
        write(folder, 300, MdsOptions.defaults().withShardBytes(32 << 10).withZstd(1));
        JsonNode index =
                new ObjectMapper().readTree(folder.resolve("index.json").toFile());
        assertEquals(2, index.get("version").asInt());
        int number = 0;
        for (JsonNode shard : index.get("shards")) {
            assertEquals(List.of("image", "label", "text", "vector"), strings(shard.get("column_names")));
            assertEquals(List.of("jpeg:90", "int", "str", "ndarray:float32:4"), strings(shard.get("column_encodings")));
            assertEquals("[null,8,null,16]", shard.get("column_sizes").toString());
            assertEquals("zstd:1", shard.get("compression").asText());
            assertEquals(List.of("sha1", "xxh64"), strings(shard.get("hashes")));
            assertEquals(32 << 10, shard.get("size_limit").asInt());
            JsonNode zip = shard.get("zip_data");
            byte[] stored =
                    Files.readAllBytes(folder.resolve(zip.get("basename").asText()));
            assertEquals(
                    shard.get("raw_data").get("basename").asText() + ".zstd",
                    zip.get("basename").asText());
            assertEquals(stored.length, zip.get("bytes").asInt());
            assertEquals(sha1(stored), zip.get("hashes").get("sha1").asText());
            int rawBytes = shard.get("raw_data").get("bytes").asInt();
            assertEquals(rawBytes, Zstd.getFrameContentSize(stored));
            byte[] raw = Zstd.decompress(stored, rawBytes);
            assertEquals(
                    sha1(raw), shard.get("raw_data").get("hashes").get("sha1").asText());

            ByteBuffer bytes = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
            int samples = shard.get("samples").asInt();
            assertEquals(samples, bytes.getInt(0));
            assertEquals(raw.length, bytes.getInt(4 + 4 * samples));
            for (int i = 0; i < samples; i++) {
                int at = bytes.getInt(4 * (1 + i));
                int imageBytes = bytes.getInt(at);
                int textBytes = bytes.getInt(at + 4);
                int image = at + 8;
                assertArrayEquals(image(number), slice(raw, image, imageBytes));
                assertEquals(-number, bytes.getLong(image + imageBytes));
                int text = image + imageBytes + 8;
                assertEquals("text " + number, new String(slice(raw, text, textBytes), StandardCharsets.UTF_8));
                assertEquals(-1.5f, bytes.getFloat(text + textBytes + 12));
                assertEquals(bytes.getInt(4 * (2 + i)), text + textBytes + 16);
                number++;
            }
        }
        assertEquals(300, number);
    }

    @Test
    void aSampleLargerThanAShardHasOneOfItsOwn() throws Exception {
        try (MdsWriter writer = MdsWriter.open(
                folder,
                List.of(new MdsColumn("b", "bytes")),
                MdsOptions.defaults().withShardBytes(4096))) {
            for (int bytes : new int[] {10, 100_000, 10, 20}) {
                writer.write(Map.of("b", new byte[bytes]));
            }
            writer.finish();
            writer.finish();
            assertEquals(4, writer.samples());
            assertThrows(IllegalStateException.class, () -> writer.write(Map.of("b", new byte[1])));
        }
        MdsIndex index = MdsIndex.read(new LocalSource(folder), "index.json");
        assertEquals(
                List.of(1, 1, 2),
                index.entries().stream().map(MdsIndex.Entry::samples).toList());
    }

    @Test
    void withoutFinishThereIsNoIndex() throws Exception {
        MdsOptions options = MdsOptions.defaults().withShardBytes(1024);
        List<MdsColumn> columns = List.of(new MdsColumn("b", "bytes"));
        try (MdsWriter writer = MdsWriter.open(folder, columns, options)) {
            for (int i = 0; i < 10; i++) {
                writer.write(Map.of("b", new byte[500]));
            }
        }
        assertTrue(Files.exists(folder.resolve("shard.00000.mds")));
        assertFalse(Files.exists(folder.resolve("index.json")));
        try (MdsWriter writer = MdsWriter.open(folder, columns, options)) {
            writer.write(Map.of("b", new byte[1]));
            writer.finish();
        }
        assertEquals(1, MdsIndex.read(new LocalSource(folder), "index.json").samples());
        FileAlreadyExistsException e =
                assertThrows(FileAlreadyExistsException.class, () -> MdsWriter.open(folder, columns, options));
        assertNotNull(e.getReason());
    }

    @Test
    void aShardHasNoMoreSamplesThanItMay() throws Exception {
        write(folder, 25, MdsOptions.defaults().withShardSamples(10));
        MdsIndex index = MdsIndex.read(new LocalSource(folder), "index.json");
        assertEquals(
                List.of(10, 10, 5),
                index.entries().stream().map(MdsIndex.Entry::samples).toList());
    }

    @Test
    void whatAColumnDoesNotTakeIsRefused() throws Exception {
        try (MdsWriter writer = MdsWriter.open(
                folder,
                List.of(new MdsColumn("n", "uint8"), new MdsColumn("s", "str")),
                MdsOptions.defaults().withHashes(List.of()))) {
            assertRefused(writer, "sample 0: has no column \"s\"", Map.of("n", 1));
            assertRefused(writer, "sample 0: has columns ", Map.of("n", 1, "s", "", "t", ""));
            assertRefused(writer, "column \"n\": value 256 of type uint8: 0 to 255", Map.of("n", 256, "s", ""));
            assertRefused(
                    writer,
                    "column \"n\" of encoding \"uint8\": takes bytes, or a value of its kind, not a String",
                    Map.of("n", "1", "s", ""));
            assertRefused(
                    writer,
                    "column \"n\" of encoding \"uint8\": its value has 2 bytes, must have 1",
                    Map.of("n", new byte[2], "s", ""));
            assertEquals(0, writer.samples());
        }
        assertThrows(IllegalArgumentException.class, () -> MdsOptions.defaults().withHashes(List.of("blake2b")));
        assertThrows(IllegalArgumentException.class, () -> MdsWriter.open(folder, List.of(), MdsOptions.defaults()));
    }

    private static void assertRefused(MdsWriter writer, String message, Map<String, ?> sample) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> writer.write(sample));
        assertTrue(e.getMessage().startsWith(message), e.getMessage());
    }

    private static void write(Path folder, int samples, MdsOptions options) throws Exception {
        try (MdsWriter writer = MdsWriter.open(folder, COLUMNS, options)) {
            for (int i = 0; i < samples; i++) {
                ByteBuffer vector = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
                vector.putFloat(i).putFloat(0).putFloat(0).putFloat(-1.5f).flip();
                writer.write(Map.of(
                        "text",
                        "text " + i,
                        "label",
                        -i,
                        "image",
                        image(i),
                        "vector",
                        new MdsArray("float32", new int[] {4}, vector)));
            }
            writer.finish();
        }
    }

    private static byte[] image(int number) {
        byte[] bytes = new byte[number % 500];
        new Random(number).nextBytes(bytes);
        return bytes;
    }

    private static byte[] slice(byte[] bytes, int from, int length) {
        return java.util.Arrays.copyOfRange(bytes, from, from + length);
    }

    private static String sha1(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    }

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(each -> strings.add(each.asText()));
        return strings;
    }
}
