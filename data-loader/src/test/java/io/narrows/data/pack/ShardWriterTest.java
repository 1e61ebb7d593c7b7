package io.narrows.data.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.Samples;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardException;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.source.LocalSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ShardWriterTest {
    @TempDir
    Path folder;

    private Path packed(PackFormat format) throws IOException, InterruptedException {
        return packed(folder.resolve("whole-" + format), PackSamples.options(format), PackSamples.SAMPLES);
    }

    private static Path packed(Path into, PackOptions options, int samples) throws IOException, InterruptedException {
        try (ShardWriter writer = ShardWriter.open(into, "s", options, PackSamples.INPUT)) {
            PackSamples.write(writer, 0, samples, options.format().isTar());
            writer.finish();
        }
        return into;
    }

    private static List<String> names(Path folder, PackFormat format) throws IOException {
        List<String> names = new LocalSource(folder).names();
        names.removeIf(name -> !name.endsWith(format.suffix()));
        return names;
    }

    private static String expected(PackFormat format, int number, int inShard) {
        RawSample sample = new RawSample();
        StringBuilder text = new StringBuilder(format.isTar() ? PackSamples.key(number) : Integer.toString(inShard));
        PackSamples.fields(number, format.isTar()).forEach((name, bytes) -> text.append(' ')
                .append(name)
                .append('=')
                .append(new String(bytes, StandardCharsets.ISO_8859_1)));
        assertEquals(0, sample.fields());
        return text.toString();
    }

    @ParameterizedTest
    @EnumSource
    void everySampleComesBackWithAndWithoutTheIndex(PackFormat format) throws Exception {
        Path whole = packed(format);
        List<String> names = names(whole, format);
        assertTrue(names.size() > 2, names.toString());
        for (boolean indexed : new boolean[] {true, false}) {
            int number = 0;
            try (ShardSet shards = ShardSet.open(new LocalSource(whole), names)) {
                assertEquals(PackSamples.SAMPLES, shards.samples());
                for (int i = 0; i < shards.shards(); i++) {
                    assertEquals(indexed, shards.verify(i));
                    try (Shard shard = shards.openShard(i)) {
                        assertTrue(shard.bytes(0, shard.samples()) <= 150_000);
                        assertTrue(
                                format.compression().suffix().isEmpty()
                                        ? shard.samplesBefore(shard.samples() - 1) == 0
                                        : shard.samplesBefore(shard.samples() - 1) < shard.samples() / 3);
                        int inShard = 0;
                        for (String sample : Samples.all(shard)) {
                            assertEquals(expected(format, number++, inShard++), sample);
                        }
                        int some = shard.samples() / 2;
                        assertEquals(
                                List.of(expected(format, number - shard.samples() + some, some)),
                                Samples.range(shard, some, some + 1));
                    }
                }
            }
            for (String name : names) {
                Files.deleteIfExists(whole.resolve(name + ".index"));
                Files.deleteIfExists(whole.resolve(name.replaceFirst("\\..*", ".idx")));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TAR", "TAR_GZ", "JSONL_ZST"})
    void onePackIsTheSameHoweverOftenItWasLeft(PackFormat format) throws Exception {
        Map<String, String> whole = PackSamples.files(packed(format));
        Random random = new Random(4);
        Path pieces = folder.resolve("pieces");
        int at = 0;
        while (at < PackSamples.SAMPLES) {
            try (ShardWriter writer = ShardWriter.open(pieces, "s", PackSamples.options(format), PackSamples.INPUT)) {
                int from = (int) writer.resumeAt();
                assertTrue(from <= at);
                at = Math.min(PackSamples.SAMPLES, from + random.nextInt(500));
                PackSamples.write(writer, from, at, format.isTar());
                if (at == PackSamples.SAMPLES) {
                    writer.finish();
                    writer.finish();
                }
            }
        }
        assertEquals(whole, PackSamples.files(pieces));
        try (ShardWriter again = ShardWriter.open(pieces, "s", PackSamples.options(format), PackSamples.INPUT)) {
            assertTrue(again.isComplete());
            assertEquals(PackSamples.SAMPLES, again.resumeAt());
            assertThrows(IllegalStateException.class, () -> again.write("x", Map.of("json", new byte[1])));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TAR_ZST", "TAR"})
    void aPackThatWasKilledGoesOn(PackFormat format) throws Exception {
        Path killed = folder.resolve("killed");
        for (int kill : new int[] {500, 900}) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            PackSamples.class.getName(),
                            killed.toString(),
                            format.suffix().substring(1))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); Integer.parseInt(line) < kill; line = lines.readLine()) {
                    assertTrue(process.isAlive());
                }
                assertEquals(
                        "the pack s in " + killed + " is being written by another writer",
                        assertThrows(
                                        IOException.class,
                                        () -> ShardWriter.open(
                                                killed, "s", PackSamples.options(format), PackSamples.INPUT))
                                .getMessage());
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        try (ShardWriter writer = ShardWriter.open(killed, "s", PackSamples.options(format), PackSamples.INPUT)) {
            assertTrue(writer.resumeAt() > 0);
            assertFalse(writer.shards().isEmpty());
            PackSamples.write(writer, (int) writer.resumeAt(), PackSamples.SAMPLES, format.isTar());
            writer.finish();
        }
        assertEquals(PackSamples.files(packed(format)), PackSamples.files(killed));
    }

    @Test
    void shardsEndAtTheirLimits() throws Exception {
        PackOptions hundred = PackOptions.builder().shardSamples(100).build();
        Path counted = packed(folder.resolve("counted"), hundred, 250);
        try (ShardSet shards = ShardSet.open(new LocalSource(counted), List.of("s-{000000..000002}.tar"))) {
            assertEquals(100, shards.samples(0));
            assertEquals(50, shards.samples(2));
        }
        PackOptions tiny = PackOptions.builder().shardBytes(1).build();
        Path single = packed(folder.resolve("single"), tiny, 3);
        assertEquals(3, names(single, PackFormat.TAR).size());
        Path empty = packed(folder.resolve("empty"), tiny, 0);
        assertEquals(List.of("s.pack.json"), new LocalSource(empty).names());
    }

    @Test
    void dalisIndexIsWrittenForPlainArchivesWhoseNamesItCanSay() throws Exception {
        Path into = folder.resolve("idx");
        try (ShardWriter writer = ShardWriter.open(into, "s", PackOptions.defaults(), "x")) {
            writer.write("a", PackSamples.fields(3, true));
            writer.write("b", Map.of("json", "{}".getBytes(StandardCharsets.UTF_8)));
            writer.finish();
        }
        String text = Files.readString(into.resolve("s-000000.idx"));
        int json = PackSamples.fields(3, true).get("json").length;
        int bin = PackSamples.fields(3, true).get("bin").length;
        int second = 512 + (json + 511) / 512 * 512 + 512;
        assertEquals(
                "v1.2 2\njson 512 " + json + " a.json bin " + second + " " + bin + " a.bin\njson "
                        + (second + (bin + 511) / 512 * 512 + 512) + " 2 b.json\n",
                text);
        Files.delete(into.resolve("s-000000.tar.index"));
        try (ShardSet shards = ShardSet.open(new LocalSource(into), List.of("s-000000.tar"))) {
            assertEquals(2, shards.samples());
        }
        try (ShardWriter writer = ShardWriter.open(into, "space", PackOptions.defaults(), "x")) {
            writer.write("a b", Map.of("json", new byte[1]));
            writer.finish();
        }
        assertFalse(Files.exists(into.resolve("space-000000.idx")));
    }

    @Test
    void whatCouldNotBeReadBackIsRefusedAndTheRestGoesOn() throws Exception {
        byte[] one = {'1'};
        try (ShardWriter writer = ShardWriter.open(folder, "t", PackOptions.defaults(), "x")) {
            writer.write("a", Map.of("json", one));
            List<String> messages = new ArrayList<>();
            for (String[] bad : new String[][] {
                {"a", "json"}, {"b.c", "json"}, {"", "json"}, {"b", "JSON"}, {"__b", "x__"}, {"b", "x/y"}
            }) {
                messages.add(
                        assertThrows(IllegalArgumentException.class, () -> writer.write(bad[0], Map.of(bad[1], one)))
                                .getMessage());
            }
            assertTrue(messages.get(0).startsWith("two samples in a row have the key \"a\""), messages.get(0));
            assertEquals(
                    "key \"b.c\" with field \"json\" cannot be written to a tar: the file b.c.json would be read as key"
                            + " \"b\"",
                    messages.get(1));
            assertThrows(IllegalArgumentException.class, () -> writer.write("b", Map.of()));
            writer.write("b", Map.of("json", one));
            writer.finish();
            assertEquals(2, writer.samples());
            assertEquals(List.of("t-000000.tar"), writer.shards());
            assertEquals(Files.size(folder.resolve("t-000000.tar")), writer.bytes());
        }
        PackOptions lines = PackOptions.builder().format(PackFormat.JSONL).build();
        try (ShardWriter writer = ShardWriter.open(folder, "l", lines, "x")) {
            assertEquals(
                    "sample a has the fields [txt]; JSON Lines hold the field json and no other",
                    assertThrows(IllegalArgumentException.class, () -> writer.write("a", Map.of("txt", one)))
                            .getMessage());
            assertThrows(
                    IllegalArgumentException.class, () -> writer.write("a", Map.of("json", new byte[] {' ', '\n'})));
            writer.write("a", Map.of("json", "{\r\n\"a\":\n1}".getBytes(StandardCharsets.UTF_8)));
            writer.finish();
        }
        assertEquals("{  \"a\": 1}\n", Files.readString(folder.resolve("l-000000.jsonl")));
    }

    @Test
    void keysCanBeNumbers() throws Exception {
        PackOptions numbered = PackOptions.builder().numberedKeys(true).build();
        try (ShardWriter writer = ShardWriter.open(folder, "n", numbered, "x")) {
            writer.write("0", Map.of("json", new byte[1]));
            writer.write("0", Map.of("json", new byte[1]));
            writer.finish();
        }
        try (ShardSet shards = ShardSet.open(new LocalSource(folder), List.of("n-000000.tar"));
                Shard shard = shards.openShard(0)) {
            assertEquals(List.of("000000000 json=\0", "000000001 json=\0"), Samples.all(shard));
        }
    }

    @Test
    void aShardKeepsItsLimitWhateverTheNamesAreWrittenIn() throws Exception {
        int limit = 62 << 10;
        Path into = folder.resolve("letters");
        try (ShardWriter writer = ShardWriter.open(
                into, "s", PackOptions.builder().shardBytes(limit).build(), "x")) {
            for (int i = 0; i < 100; i++) {
                writer.write("\u00e4" + i, Map.of("a", new byte[100], "b", new byte[600]));
            }
            writer.finish();
        }
        for (int shard = 0; shard < 2; shard++) {
            long bytes = Files.size(into.resolve("s-00000" + shard + ".tar"));
            assertTrue(bytes <= limit && bytes > limit - 8192, "shard " + shard + ": " + bytes);
        }
    }

    @Test
    void aPackGoesOnOnlyWithTheSame() throws Exception {
        try (ShardWriter writer = ShardWriter.open(
                folder, "s", PackOptions.builder().shardSamples(1).build(), "one")) {
            PackSamples.write(writer, 0, 3, true);
        }
        assertTrue(assertThrows(IOException.class, () -> ShardWriter.open(folder, "s", PackOptions.defaults(), "one"))
                .getMessage()
                .contains("is of a pack with the options \"tar, at most 1 samples and 67108864 bytes a shard\""));
        PackOptions same = PackOptions.builder().shardSamples(1).build();
        assertTrue(assertThrows(IOException.class, () -> ShardWriter.open(folder, "s", same, "two"))
                .getMessage()
                .contains("is of a pack with the input \"one\", and this one has \"two\""));
        Files.write(folder.resolve("s-000001.tar"), new byte[1]);
        assertTrue(assertThrows(IOException.class, () -> ShardWriter.open(folder, "s", same, "one"))
                .getMessage()
                .contains("says that s-000001.tar is done, with "));
        assertThrows(IllegalArgumentException.class, () -> ShardWriter.open(folder, "../s", same, "one"));
        assertThrows(
                IllegalArgumentException.class,
                () -> PackOptions.builder().format(PackFormat.TAR_GZ).level(10).build());
        assertEquals(
                "format \"zip\": must be one of tar, tar.gz, tar.zst, jsonl, jsonl.gz, jsonl.zst",
                assertThrows(IllegalArgumentException.class, () -> PackFormat.of("zip"))
                        .getMessage());
    }

    @Test
    void filesOfOthersAreLeftAlone() throws Exception {
        for (String other : List.of("s-000000.tar", "s-000007.tar.gz", "s-000123.idx")) {
            Path into = Files.createDirectories(folder.resolve("of-" + other));
            Files.writeString(into.resolve(other), "another's");
            assertEquals(
                    into.resolve(other)
                            + " was not written by this pack, and would be replaced or read as part of it: use"
                            + " another folder or prefix",
                    assertThrows(
                                    IOException.class,
                                    () -> ShardWriter.open(into, "s", PackOptions.defaults(), PackSamples.INPUT))
                            .getMessage());
            assertEquals(Map.of(other, "another's"), PackSamples.files(into), "nothing is left behind");
        }
        Path begun = folder.resolve("begun");
        ShardWriter.open(begun, "s", PackOptions.defaults(), PackSamples.INPUT).close();
        Files.writeString(begun.resolve("s-000000.tar"), "its own, of another format");
        PackOptions zst = PackOptions.builder().format(PackFormat.TAR_ZST).build();
        assertTrue(assertThrows(IOException.class, () -> ShardWriter.open(begun, "s", zst, PackSamples.INPUT))
                .getMessage()
                .startsWith(begun.resolve("s-000000.tar") + " was not written by this pack"));
        // A pack that was killed may have named its next shard, but none after that.
        Path killed = folder.resolve("killed");
        ShardWriter.open(killed, "s", PackOptions.defaults(), PackSamples.INPUT).close();
        Files.writeString(killed.resolve("s-000000.tar"), "its own");
        packed(killed, PackOptions.builder().shardSamples(1).build(), 2);
        Files.writeString(killed.resolve("s-000002.tar"), "another's");
        assertEquals(
                2,
                ShardWriter.open(
                                killed,
                                "s",
                                PackOptions.builder().shardSamples(1).build(),
                                PackSamples.INPUT)
                        .resumeAt(),
                "complete: there are no shards to come");
    }

    @Test
    void whatAnotherPackIsWritingIsLeftAlone() throws Exception {
        Path into = folder.resolve("both");
        try (ShardWriter small = ShardWriter.open(into, "train-small", PackOptions.defaults(), "x")) {
            small.write("a", Map.of("json", new byte[1]));
            Files.writeString(into.resolve("train-000004.tar.zst.index.tmp"), "of a pack that was killed");
            try (ShardWriter train = ShardWriter.open(into, "train", PackOptions.defaults(), "x")) {
                assertFalse(Files.exists(into.resolve("train-000004.tar.zst.index.tmp")));
                train.finish();
            }
            small.finish();
            assertEquals(List.of("train-small-000000.tar"), small.shards());
        }
    }

    @Test
    void aPackWithoutShardsMayBeginAnewAndACompleteOneLeavesNoLock() throws Exception {
        Path into = folder.resolve("anew");
        ShardWriter.open(into, "s", PackOptions.builder().shardSamples(1).build(), "one")
                .close();
        packed(into, PackOptions.defaults(), 3);
        List<String> names = List.of("s-000000.idx", "s-000000.tar", "s-000000.tar.index", "s.pack.json");
        ShardWriter.open(into, "s", PackOptions.defaults(), PackSamples.INPUT).close();
        assertThrows(IOException.class, () -> ShardWriter.open(into, "s", PackOptions.defaults(), "two"));
        assertEquals(names, List.copyOf(PackSamples.files(into).keySet()));
    }

    @Test
    void aSampleThatIsTooLargeToBeReadIsRefused() throws Exception {
        byte[] bytes = new byte[1 << 20];
        RawSample sample = new RawSample();
        sample.begin("a", 0, bytes);
        for (int i = 0; i < 1023; i++) {
            sample.add("f" + i, 0, bytes.length); // of 1 GiB, with the headers
        }
        sample.add("f", 0, bytes.length - 1024 * 512 + 1);
        try (ShardWriter writer = ShardWriter.open(folder.resolve("large"), "s", PackOptions.defaults(), "x")) {
            assertEquals(
                    "sample a takes 1073742336 bytes as tar, must be at most 1073741824 to be read back",
                    assertThrows(IllegalArgumentException.class, () -> writer.write(sample))
                            .getMessage());
            writer.write("b", Map.of("json", new byte[1]));
            writer.finish();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s-000000.tar.tmp", "s-000000.tar.index.tmp", "s-000000.idx.tmp"})
    void aFullDiskNamesTheFileAndLeavesNothingOfTheShard(String file) throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "a device that is full");
        Path into = folder.resolve("full");
        ShardWriter writer = ShardWriter.open(into, "s", PackOptions.defaults(), "x");
        Files.createSymbolicLink(into.resolve(file), Path.of("/dev/full"));
        FileSystemException full = assertThrows(FileSystemException.class, () -> {
            try (writer) {
                PackSamples.write(writer, 0, 3, true);
                writer.finish();
            }
        });
        assertEquals(into.resolve(file).toString(), full.getFile());
        assertEquals("No space left on device", full.getReason());
        try (Stream<Path> files = Files.list(into)) {
            assertEquals(
                    List.of(),
                    files.map(path -> String.valueOf(path.getFileName()))
                            .filter(name -> name.endsWith(".tmp") || name.endsWith(".tar"))
                            .toList());
        }
        packed(into, PackOptions.defaults(), 3);
    }

    @Test
    void aDamagedBlockCostsItsSamplesAndNoMore() throws Exception {
        boolean intactBehindDamage = false;
        for (PackFormat format : List.of(PackFormat.TAR_GZ, PackFormat.TAR_ZST)) {
            Path whole = packed(format);
            Path file = whole.resolve("s-000000" + format.suffix());
            byte[] bytes = Files.readAllBytes(file);
            bytes[Math.min(4500, bytes.length / 2)] ^= 0x55; // the index is still the shard's
            Files.write(file, bytes);
            try (ShardSet shards = ShardSet.open(new LocalSource(whole), List.of("s-000000" + format.suffix()));
                    Shard shard = shards.openShard(0)) {
                List<String> samples = Samples.all(shard);
                assertEquals(shard.samples(), samples.size());
                int lost = 0;
                for (int i = 0; i < samples.size(); i++) {
                    if (samples.get(i).startsWith("! ")) {
                        lost++;
                        assertTrue(
                                samples.get(i).contains(", sample " + i + ": has a compressed block at "),
                                samples.get(i));
                    } else {
                        assertEquals(expected(format, i, i), samples.get(i));
                    }
                }
                assertTrue(lost > 0 && lost < samples.size(), "lost " + lost + " of " + samples.size());
                intactBehindDamage |=
                        lost > 0 && samples.get(samples.size() - 1).contains("json=");
                assertThrows(ShardException.class, () -> shards.verify(0));
            }
        }
        assertTrue(intactBehindDamage);
    }

    @Test
    void anIndexThatIsNotTheShardsIsNotUsed() throws Exception {
        Path whole = packed(PackFormat.TAR_ZST);
        LocalSource source = new LocalSource(whole);
        Path index = whole.resolve("s-000000.tar.zst.index");
        byte[] right = Files.readAllBytes(index);
        int samples;
        try (ShardSet shards = ShardSet.open(source, List.of("s-000000.tar.zst"))) {
            samples = shards.samples(0);
        }
        Random random = new Random(3);
        for (int i = 0; i < 120; i++) {
            byte[] wrong = right.clone();
            int at = random.nextInt(wrong.length);
            wrong[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(index, i % 3 == 0 ? Arrays.copyOf(right, at) : wrong);
            try (ShardSet shards = ShardSet.open(source, List.of("s-000000.tar.zst"))) {
                assertEquals(samples, shards.samples(0));
                assertFalse(shards.verify(0));
            }
        }
        Files.write(index, Files.readAllBytes(whole.resolve("s-000001.tar.zst.index")));
        try (ShardSet shards = ShardSet.open(source, List.of("s-000000.tar.zst"))) {
            assertEquals(samples, shards.samples(0));
        }
    }
}
