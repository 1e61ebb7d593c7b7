package io.narrows.data.shard.mds;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.Zstd;
import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardCursor;
import io.narrows.data.shard.ShardException;
import io.narrows.data.shard.mds.HandMade.Memory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class MdsFormatTest {
    private static final String TEXTS = HandMade.description("\"id\", \"text\"", "\"int\", \"str\"", "8, null");

    @Test
    void readsEveryKindOfColumn() throws Exception {
        String names =
                "\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\",\"l\",\"m\",\"n\",\"o\",\"p\",\"q\",\"r\"";
        String kinds =
                "\"bytes\",\"str\",\"int\",\"uint8\",\"uint16\",\"uint32\",\"uint64\",\"int8\",\"int16\",\"int32\","
                        + "\"float16\",\"float32\",\"float64\",\"json\",\"ndarray\",\"ndarray:int16:2,2\",\"str_decimal\",\"pkl\"";
        String sizes = "null,null,8,1,2,4,8,1,2,4,2,4,8,null,null,8,null,null";
        byte[] array = {34, 2 << 2, 1, 2, 0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0}; // float32 of shape 1, 2
        List<byte[]> values = List.of(
                new byte[] {1, 2, 3},
                "höher".getBytes(StandardCharsets.UTF_8),
                HandMade.little(-5, 8),
                HandMade.little(200, 1),
                HandMade.little(60_000, 2),
                HandMade.little(4_000_000_000L, 4),
                HandMade.little(-1, 8),
                HandMade.little(-100, 1),
                HandMade.little(-30_000, 2),
                HandMade.little(-2_000_000_000, 4),
                HandMade.little(0xc000, 2),
                HandMade.little(Float.floatToIntBits(1.5f), 4),
                HandMade.little(Double.doubleToLongBits(Math.PI), 8),
                "{\"x\": [1, 2]}".getBytes(StandardCharsets.UTF_8),
                array,
                new byte[] {1, 0, 2, 0, 3, 0, (byte) 0xff, (byte) 0xff},
                "3.14159265358979323846".getBytes(StandardCharsets.UTF_8),
                new byte[] {(byte) 0x80, 4, 'N', '.'});
        List<Boolean> variable = new ArrayList<>();
        Arrays.asList(sizes.split(",")).forEach(size -> variable.add(size.equals("null")));
        Memory source = new Memory()
                .put(
                        "x/shard.00000.mds",
                        HandMade.shard(
                                HandMade.description(names, kinds, sizes), List.of(HandMade.sample(values, variable))));

        try (Shard shard = open(source, "x/shard.00000.mds");
                ShardCursor cursor = shard.read(0, 1)) {
            assertTrue(cursor.next());
            RawSample sample = cursor.sample();
            assertEquals("0", sample.key());
            assertEquals(18, sample.fields());
            for (int i = 0; i < values.size(); i++) {
                assertArrayEquals(values.get(i), sample.copy(i));
            }
            MdsFields fields = new MdsFields(((MdsShard) shard).head().columns());
            assertEquals("höher", fields.text(sample, "b"));
            assertEquals(-5, fields.integer(sample, "c"));
            assertEquals(200, fields.integer(sample, "d"));
            assertEquals(60_000, fields.integer(sample, "e"));
            assertEquals(4_000_000_000L, fields.integer(sample, "f"));
            assertEquals(-1, fields.integer(sample, "g"));
            assertEquals(0x1p64, fields.floating(sample, "g"));
            assertEquals(-100, fields.integer(sample, "h"));
            assertEquals(-30_000, fields.integer(sample, "i"));
            assertEquals(-2_000_000_000, fields.integer(sample, "j"));
            assertEquals(-2, fields.floating(sample, "k"));
            assertEquals(1.5, fields.floating(sample, "l"));
            assertEquals(Math.PI, fields.floating(sample, "m"));
            assertEquals(2, fields.json(sample, "n", JsonNode.class).at("/x/1").asInt());
            assertEquals("float32[1, 2]", fields.array(sample, "o").toString());
            assertArrayEquals(new float[] {1, -2}, fields.array(sample, "o").toFloats());
            assertArrayEquals(
                    new float[] {1, 2, 3, -1}, fields.array(sample, "p").toFloats());
            assertEquals(new BigDecimal("3.14159265358979323846"), fields.decimal(sample, "q"));
            assertEquals(
                    "field \"r\" of sample 0: is a Python pickle, which is never decoded",
                    assertThrows(IllegalArgumentException.class, () -> fields.text(sample, "r"))
                            .getMessage());
            assertEquals(
                    "field \"b\" of sample 0: is of encoding \"str\", not an integer",
                    assertThrows(IllegalArgumentException.class, () -> fields.integer(sample, "b"))
                            .getMessage());
            assertFalse(cursor.next());
        }
        assertEquals(0, source.open);
    }

    @Test
    void readsAnyRangeOfSamples() throws Exception {
        byte[] shard = HandMade.shard(TEXTS, texts(1000));
        Memory source = new Memory().put("shard.00000.mds", shard);
        try (Shard opened = open(source, "shard.00000.mds")) {
            assertEquals(1000, opened.samples());
            assertEquals(shard.length, opened.fileBytes());
            assertEquals(0, opened.samplesBefore(999));
            assertEquals(List.of("text 17", "text 18"), read(opened, 17, 19));
            assertEquals(List.of("text 999"), read(opened, 999, 1000));
            assertEquals(List.of(), read(opened, 1000, 1000));
            assertEquals(12 + 7, opened.bytes(17, 18));
            assertThrows(IllegalArgumentException.class, () -> opened.read(5, 1001));
        }
    }

    @Test
    void theIndexSaysHowManyWithoutALookIntoTheShard() throws Exception {
        byte[] shard = HandMade.shard(TEXTS, texts(3));
        Memory source = new Memory()
                .put("train/shard.00000.mds", shard)
                .put("train/index.json", HandMade.index(HandMade.entry(TEXTS, "shard.00000.mds", shard.length, 3, "")));
        MdsIndex index = MdsIndex.read(source, "train/index.json");
        assertEquals(List.of("train/shard.00000.mds"), index.names());
        assertEquals(3, index.samples());
        assertEquals(shard.length, index.fileBytes());
        assertEquals(List.of(new MdsColumn("id", "int"), new MdsColumn("text", "str")), index.columns());

        MdsFormat format = new MdsFormat();
        source.opened.clear();
        try (Shard opened = format.open(source, source.open("train/shard.00000.mds"))) {
            assertEquals(3, opened.samples());
            assertEquals(List.of("text 0", "text 1", "text 2"), read(opened, 0, 3));
        }
        format.open(source, source.open("train/shard.00000.mds")).close();
        assertEquals(List.of("train/shard.00000.mds", "train/index.json", "train/shard.00000.mds"), source.opened);

        // Written anew, with the same source and format.
        byte[] longer = HandMade.shard(TEXTS, texts(5));
        source.put("train/shard.00000.mds", longer)
                .put(
                        "train/index.json",
                        HandMade.index(HandMade.entry(TEXTS, "shard.00000.mds", longer.length, 5, "")));
        try (Shard opened = format.open(source, source.open("train/shard.00000.mds"))) {
            assertEquals(5, opened.samples());
        }
    }

    @Test
    void readsCompressedShards() throws Exception {
        byte[] shard = HandMade.shard(TEXTS, texts(20_000));
        byte[] zstd = Zstd.compress(shard, 3);
        ByteArrayOutputStream gz = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gz)) {
            out.write(shard);
        }
        for (String kind : new String[] {"zstd:7", "gz"}) {
            byte[] zip = kind.equals("gz") ? gz.toByteArray() : zstd;
            String name = "shard.00000.mds." + kind.replace(":7", "");
            Memory source = new Memory().put(name, zip);
            for (boolean indexed : new boolean[] {false, true}) {
                if (indexed) {
                    source.put(
                            "index.json",
                            HandMade.index(HandMade.zippedEntry(
                                    TEXTS, kind, "shard.00000.mds", shard.length, name, zip.length, 20_000)));
                }
                try (Shard opened = open(source, name)) {
                    assertEquals(20_000, opened.samples());
                    assertEquals(19_999, opened.samplesBefore(19_999));
                    List<String> all = read(opened, 0, 20_000);
                    for (int i = 0; i < all.size(); i++) {
                        assertEquals("text " + i, all.get(i));
                    }
                    assertEquals(List.of("text 17000", "text 17001"), read(opened, 17_000, 17_002));
                }
            }
        }
        Memory source = new Memory().put("shard.00000.mds.br", new byte[100]);
        assertEquals(
                "shard.00000.mds.br: is compressed as \"br\": only zstd and gz can be read",
                assertThrows(ShardException.class, () -> open(source, "shard.00000.mds.br"))
                        .getMessage());
        assertEquals(0, source.open);
    }

    @Test
    void aHashInTheIndexIsVerified() throws Exception {
        byte[] shard = HandMade.shard(TEXTS, texts(3));
        Memory source = new Memory().put("s.mds", shard);
        MdsFormat format = new MdsFormat();
        assertFalse(format.verify(source, source.open("s.mds")));

        source.put("index.json", index(shard, "\"sha1\": \"" + sha1(shard).toUpperCase(Locale.ROOT) + "\""));
        assertTrue(new MdsFormat().verify(source, source.open("s.mds")));

        source.put("index.json", index(shard, "\"sha1\": \"" + "0".repeat(40) + "\", \"blake2b\": \"00\""));
        assertEquals(Set.of("blake2b"), MdsIndex.read(source, "index.json").uncheckedAlgorithms());
        ShardException e =
                assertThrows(ShardException.class, () -> new MdsFormat().verify(source, source.open("s.mds")));
        assertEquals("s.mds: hashes to sha1 " + sha1(shard) + ", but its index says " + "0".repeat(40), e.getMessage());

        source.put("index.json", index(shard, "\"blake2b\": \"00\""));
        e = assertThrows(ShardException.class, () -> new MdsFormat().verify(source, source.open("s.mds")));
        assertEquals("s.mds: has only hashes that cannot be checked: [blake2b 00]", e.getMessage());
    }

    private static byte[] index(byte[] shard, String hashes) {
        return HandMade.index(HandMade.entry(TEXTS, "s.mds", shard.length, 3, hashes));
    }

    private static String sha1(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    }

    @Test
    void aDamagedSampleIsNamedAndLeavesTheOthers() throws Exception {
        List<byte[]> samples = texts(3);
        samples.set(1, new byte[] {99, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 'x'});
        Memory source = new Memory().put("s.mds", HandMade.shard(TEXTS, samples));
        try (Shard opened = open(source, "s.mds");
                ShardCursor cursor = opened.read(0, 3)) {
            assertTrue(cursor.next());
            ShardException e = assertThrows(ShardException.class, cursor::next);
            assertEquals("s.mds, sample 1: has a column \"text\" of 99 bytes, but 1 are left", e.getMessage());
            assertTrue(e.continues());
            assertEquals(1, e.index());
            assertTrue(cursor.next());
            assertEquals(2, cursor.sample().index());
            assertFalse(cursor.next());
        }
        samples.set(1, new byte[] {0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 'x'});
        source.put("s.mds", HandMade.shard(TEXTS, samples));
        assertDamage(source, 1, "s.mds, sample 1: has 1 bytes behind its last column");
        samples.set(1, new byte[11]);
        source.put("s.mds", HandMade.shard(TEXTS, samples));
        assertDamage(source, 1, "s.mds, sample 1: has 11 bytes, fewer than the 12 of its columns");
    }

    @Test
    void aShardThatWasCutOffGivesTheSamplesBeforeTheCut() throws Exception {
        byte[] shard = HandMade.shard(TEXTS, texts(3));
        byte[] cut = Arrays.copyOf(shard, shard.length - 4);
        Memory source = new Memory().put("s.mds", cut);
        assertDamage(
                source,
                2,
                "s.mds, sample 2: ends at " + shard.length + " by the table, but there are " + cut.length + " bytes");

        source.put("index.json", HandMade.index(HandMade.entry(TEXTS, "s.mds", shard.length, 3, "")));
        assertEquals(
                "s.mds: has " + cut.length + " bytes, but its index says " + shard.length,
                assertThrows(ShardException.class, () -> open(source, "s.mds")).getMessage());
        source.put("index.json", HandMade.index(HandMade.entry(TEXTS, "s.mds", cut.length, 4, "")));
        try (Shard opened = open(source, "s.mds")) {
            assertEquals(
                    "s.mds: has 3 samples, but its index says 4",
                    assertThrows(ShardException.class, () -> opened.read(0, 1)).getMessage());
        }
    }

    @Test
    void aHeadThatCannotBeIsRefused() {
        assertRefused("is too short for a table of samples", new byte[7]);
        byte[] many = new byte[100];
        many[0] = 25;
        assertRefused("claims 25 samples from 0 on, but has 100 bytes", many);
        byte[] shard = HandMade.shard(TEXTS, texts(3));
        shard[4] = 3;
        shard[5] = 0;
        assertRefused("has its first sample at 3, within the table of 3 samples, which ends at 20", shard);
        assertRefused(
                "describes no samples: column \"id\": is there twice",
                HandMade.shard(HandMade.description("\"id\",\"id\"", "\"int\",\"int\"", "8,8"), List.of()));
        assertRefused(
                "describes no samples: column \"id\" of encoding \"int\" and size 4: its size must be 8",
                HandMade.shard(HandMade.description("\"id\"", "\"int\"", "4"), List.of()));
        assertRefused(
                "describes itself as format \"xsv\" of version \"2\": must be \"mds\" and 2",
                HandMade.shard(TEXTS.replace("\"mds\"", "\"xsv\""), List.of()));
        byte[] longer = Arrays.copyOf(HandMade.shard(TEXTS, texts(1)), 4000);
        assertRefused("ends at " + HandMade.shard(TEXTS, texts(1)).length + ", but the file has 4000 bytes", longer);
    }

    @Test
    void anIndexThatCannotBeIsRefused() {
        assertIndexRefused("is no JSON: ", "{".getBytes(StandardCharsets.UTF_8));
        assertIndexRefused(
                "is no index of MDS shards: no list of shards of version 2", "{}".getBytes(StandardCharsets.UTF_8));
        assertIndexRefused(
                "is no index of MDS shards: shard 1: samples -1, must be a number from 0 to 2147483647",
                HandMade.index(HandMade.entry(TEXTS, "a.mds", 5, 5, ""), HandMade.entry(TEXTS, "b.mds", 5, -1, "")));
        assertIndexRefused(
                "is no index of MDS shards: shard \"a.mds\": is there twice",
                HandMade.index(HandMade.entry(TEXTS, "a.mds", 5, 5, ""), HandMade.entry(TEXTS, "a.mds", 5, 1, "")));
    }

    @Test
    void fitsByTheEndOfTheName() {
        MdsFormat format = new MdsFormat();
        assertTrue(format.fits("x/shard.00000.mds"));
        assertTrue(format.fits("shard.00000.mds.zstd"));
        assertTrue(format.fits("shard.00000.mds.br"));
        assertTrue(format.fits("train/index.json"));
        assertFalse(format.fits("myindex.json"));
        assertFalse(format.fits("x.mds/shard.tar"));
        assertFalse(format.fits("shard.mdsx"));
    }

    private static void assertDamage(Memory source, int index, String message) throws Exception {
        try (Shard opened = open(source, "s.mds");
                ShardCursor cursor = opened.read(0, opened.samples())) {
            for (int i = 0; i < index; i++) {
                assertTrue(cursor.next());
            }
            assertEquals(
                    message, assertThrows(ShardException.class, cursor::next).getMessage());
        }
    }

    private static void assertRefused(String rule, byte[] shard) {
        Memory source = new Memory().put("s.mds", shard);
        ShardException e = assertThrows(ShardException.class, () -> open(source, "s.mds"));
        assertEquals("s.mds: " + rule, e.getMessage());
        assertEquals(0, source.open);
    }

    private static void assertIndexRefused(String rule, byte[] index) {
        Memory source = new Memory().put("index.json", index);
        ShardException e = assertThrows(ShardException.class, () -> MdsIndex.read(source, "index.json"));
        assertTrue(e.getMessage().startsWith("index.json: " + rule), e.getMessage());
        assertEquals(0, source.open);
    }

    private static List<byte[]> texts(int count) {
        List<byte[]> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(HandMade.sample(
                    List.of(HandMade.little(i, 8), ("text " + i).getBytes(StandardCharsets.UTF_8)),
                    List.of(false, true)));
        }
        return samples;
    }

    private static List<String> read(Shard shard, int from, int to) throws IOException, InterruptedException {
        List<String> texts = new ArrayList<>();
        try (ShardCursor cursor = shard.read(from, to)) {
            while (cursor.next()) {
                RawSample sample = cursor.sample();
                assertEquals(from + texts.size(), sample.index());
                texts.add(new String(sample.copy(sample.field("text")), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    private static Shard open(Memory source, String name) throws IOException, InterruptedException {
        return new MdsFormat().open(source, source.open(name));
    }
}
