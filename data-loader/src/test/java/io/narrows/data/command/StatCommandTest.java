package io.narrows.data.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.mds.MdsOptions;
import io.narrows.data.shard.mds.MdsPack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StatCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    /** Lines of 10 bytes and more, one byte more each. */
    private static String lines(int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("{\"n\": \"").append("x".repeat(i)).append("\"}\n");
        }
        return lines.toString();
    }

    @Test
    void countsSizesAndSkewOfAFolder() throws Exception {
        Files.writeString(folder.resolve("b.jsonl"), lines(100));
        Files.writeString(folder.resolve("a.jsonl"), lines(10));
        Files.writeString(folder.resolve("notes.md"), "no shard");
        Narrows stat = Narrows.run("data", "stat", folder.toString(), "--shards");
        assertEquals(0, stat.code(), stat.err());
        assertTrue(stat.out().startsWith("2 shards, 110 samples, "), stat.out());
        assertTrue(stat.out().contains("a sample   p50 53 B, p99 107 B, least 9 B, largest 108 B"), stat.out());
        assertTrue(stat.out().contains("the largest shard is 1.82 times the median one in samples"), stat.out());
        assertTrue(stat.out().matches("(?s).*\n  json +110 +.*"), stat.out());
        assertTrue(stat.out().matches("(?s).*\n  a\\.jsonl +10 .*\n  b\\.jsonl +100 .*"), stat.out());
        assertTrue(stat.err().contains("read: 110 of 110 samples"), stat.err());
    }

    @Test
    void theIndexThatAnotherProgramWroteOfShardsIsNotTheirs() throws Exception {
        Files.writeString(folder.resolve("a.jsonl"), lines(10));
        Files.writeString(folder.resolve("index.json"), "{\"__kind__\": \"wids-shard-index-v1\", \"shardlist\": []}");
        Narrows stat = Narrows.run("data", "stat", folder.toString());
        assertEquals(0, stat.code(), stat.err());
        assertTrue(stat.out().startsWith("1 shard, 10 samples, "), stat.out());
    }

    @Test
    void anIndexWithoutShardsBesideItStandsForItsFolder() throws Exception {
        Files.writeString(folder.resolve("index.json"), "{\"shardlist\": []}");
        Narrows stat = Narrows.run("data", "stat", folder.toString());
        assertEquals(1, stat.code(), stat.err());
        assertTrue(stat.err().contains("index.json"), stat.err());
    }

    @Test
    void filesThatAreThereAreTakenByTheirNameWhateverIsInIt() throws Exception {
        Path odd = Files.createDirectory(folder.resolve("a{b}"));
        Files.writeString(odd.resolve("c{1..2}.jsonl"), lines(10));
        Files.writeString(odd.resolve("d}.jsonl"), lines(20));
        Narrows ofFolder = Narrows.run("data", "stat", odd.toString());
        assertEquals(0, ofFolder.code(), ofFolder.err());
        assertTrue(ofFolder.out().startsWith("2 shards, 30 samples, "), ofFolder.out());
        Narrows ofFile =
                Narrows.run("data", "stat", odd.resolve("c{1..2}.jsonl").toString());
        assertEquals(0, ofFile.code(), ofFile.err());
        assertTrue(ofFile.out().startsWith("1 shard, 10 samples, "), ofFile.out());
        Narrows pattern = Narrows.run(
                "data", "stat", odd.resolve("c\\{{1..1}..2\\}.jsonl").toString());
        assertEquals(0, pattern.code(), pattern.err());
        assertTrue(pattern.out().startsWith("1 shard, 10 samples, "), pattern.out());
        Narrows missing = Narrows.run("data", "stat", odd.resolve("e.jsonl").toString());
        assertEquals(4, missing.code(), missing.err());
        assertTrue(missing.err().contains("a{b}/e.jsonl does not exist"), missing.err());
        Narrows index = Narrows.run("data", "index", odd.toString());
        assertEquals(0, index.code(), index.err());
        assertTrue(Files.exists(odd.resolve("c{1..2}.jsonl.index")), index.out());
    }

    @Test
    void theSameAsJson() throws Exception {
        Files.writeString(folder.resolve("a.jsonl"), lines(10));
        Files.writeString(folder.resolve("b.jsonl"), lines(30));
        Narrows stat = Narrows.run("data", "stat", folder.resolve("{a,b}.jsonl").toString(), "--json");
        assertEquals(0, stat.code(), stat.err());
        JsonNode json = new ObjectMapper().readTree(stat.out());
        assertEquals(40, json.at("/total/samples").asInt());
        assertEquals(0, json.at("/total/damaged").asInt());
        assertEquals(9, json.at("/total/sizeBytes/least").asInt());
        assertEquals(1.5, json.at("/skew/samples").asDouble());
        assertEquals("json", json.at("/fields/0/name").asText());
        assertEquals("b.jsonl", json.at("/shards/1/name").asText());
        assertEquals(30, json.at("/shards/1/samples").asInt());
    }

    @Test
    void damageIsShownAndIsAnExitCode() throws Exception {
        Files.writeString(folder.resolve("a.jsonl"), lines(10));
        byte[] whole = gzip(randomLines());
        Files.write(folder.resolve("b.jsonl.gz"), Arrays.copyOf(whole, whole.length / 2));
        Narrows stat = Narrows.run("data", "stat", folder.toString());
        assertEquals(1, stat.code(), stat.err());
        assertTrue(stat.out().contains("damage     "), stat.out());
        assertTrue(stat.out().contains("b.jsonl.gz"), stat.out());
        Narrows json = Narrows.run("data", "stat", folder.toString(), "--json");
        assertEquals(1, json.code());
        assertTrue(new ObjectMapper().readTree(json.out()).at("/total/damaged").asInt() >= 1, json.out());
    }

    @Test
    void whatNoFormatReadsIsNoShardOfAFolder() throws Exception {
        Files.writeString(folder.resolve("a.jsonl"), lines(10));
        Files.writeString(folder.resolve("b.tgz"), "of another program");
        Files.writeString(folder.resolve("C.TAR"), "likewise");
        Files.writeString(folder.resolve("shard.00001.mds.part"), "whose writer was killed");
        Narrows stat = Narrows.run("data", "stat", folder.toString());
        assertEquals(0, stat.code(), stat.err());
        assertTrue(stat.out().startsWith("1 shard, 10 samples, "), stat.out());
        Path mds = folder.resolve("mds");
        try (MdsPack pack = MdsPack.open(mds, MdsOptions.defaults().withShardSamples(1), Map.of(), true, "x")) {
            RawSample sample = new RawSample();
            sample.begin("a", 0, new byte[5]);
            sample.add("txt", 0, 5);
            pack.write(sample);
            pack.write(sample); // the first one is on disk, and there is no index
        }
        Narrows ended = Narrows.run("data", "stat", mds.toString());
        assertEquals(0, ended.code(), ended.err());
        assertTrue(ended.out().startsWith("1 shard, 1 samples, "), ended.out());
        Path pairs = Files.createDirectories(folder.resolve("pairs"));
        Files.writeString(pairs.resolve("a.tgz"), "a field");
        Files.writeString(pairs.resolve("a.txt"), "another");
        Narrows pack = Narrows.run(
                "data", "pack", pairs.toString(), "--out", folder.resolve("out").toString());
        assertEquals(0, pack.code(), pack.err());
        assertTrue(pack.out().startsWith("1 samples in 1 shard"), pack.out());
    }

    @Test
    void whatTheSystemRefusesIsNoDamage() throws Exception {
        Files.writeString(folder.resolve("a.jsonl"), lines(10));
        Files.createDirectories(folder.resolve("b.jsonl"));
        Narrows stat = Narrows.run("data", "stat", folder.resolve("{a,b}.jsonl").toString());
        assertEquals(4, stat.code(), stat.out());
        assertTrue(stat.err().contains("b.jsonl is no regular file"), stat.err());
        ShardScan vanished = ShardScan.of(
                "a.tar",
                () -> {
                    throw new NoSuchFileException("/data/a.tar");
                },
                new SizeTotals(),
                more -> {});
        assertEquals(List.of("a.tar: is not there any more"), vanished.damages());
        assertTrue(vanished.unread());
    }

    private static byte[] randomLines() {
        Random random = new Random(1);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            lines.append("{\"n\": ").append(random.nextLong()).append("}\n");
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void whatIsNotThereOrNoShardIsNamed() throws Exception {
        Narrows missing = Narrows.run("data", "stat", folder.resolve("x.tar").toString());
        assertEquals(4, missing.code());
        assertTrue(missing.err().contains("x.tar does not exist"), missing.err());
        Narrows empty = Narrows.run("data", "stat", folder.toString());
        assertEquals(4, empty.code());
        assertTrue(empty.err().contains(folder + " holds no shards"), empty.err());
        Files.writeString(folder.resolve("a.txt"), "");
        Narrows other = Narrows.run("data", "stat", folder.resolve("a.txt").toString());
        assertEquals(2, other.code());
        assertTrue(other.err().contains("\"a.txt\" ends with nothing that tells a format"), other.err());
        Narrows nothing = Narrows.run("data");
        assertEquals(2, nothing.code());
        assertTrue(nothing.err().contains("no command given; commands are index, pack, stat"), nothing.err());
        assertEquals(2, Narrows.run("data", "stat").code());
        assertEquals(2, Narrows.run("data", "stat", "a.tar", "--threads", "-1").code());
    }
}
