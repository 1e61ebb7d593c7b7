package io.narrows.data.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.narrows.data.source.DataFile;
import io.narrows.data.source.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ShardSetTest {
    private final FilesInMemory files = new FilesInMemory();

    private void lines(String name, int count) {
        byte[] bytes = "{\"a\":1}\n".repeat(count).getBytes(StandardCharsets.UTF_8);
        files.put(name, name.endsWith(".zst") ? Zstd.compress(bytes) : bytes);
    }

    @Test
    void countsAllShardsAndHoldsNoneOpen() throws Exception {
        for (int i = 0; i < 12; i++) {
            lines(String.format("s-%03d.jsonl%s", i, i % 2 == 0 ? "" : ".zst"), i + 1);
        }
        try (ShardSet set = ShardSet.open(
                files, List.of("s-{000,002,004,006,008,010}.jsonl", "s-{001,003,005,007,009,011}.jsonl.zst"))) {
            assertEquals(12, set.shards());
            assertEquals(78, set.samples());
            assertEquals("s-002.jsonl", set.name(1));
            assertEquals(3, set.samples(1));
            assertEquals(24, set.fileBytes(1));
            assertEquals(0, files.opened.get());
            try (Shard shard = set.openShard(11)) {
                assertEquals(12, Samples.all(shard).size());
            }
            assertEquals(0, files.opened.get());
            assertEquals("12 shards with 78 samples in memory", set.toString());
        }
    }

    @Test
    void whatWasFoundByReadingAShardIsFoundOnce() throws Exception {
        lines("s.jsonl.zst", 1000);
        try (ShardSet set = ShardSet.open(files, List.of("s.jsonl.zst"))) {
            int reads = files.reads.get();
            set.openShard(0).close();
            assertEquals(reads, files.reads.get());
            set.close();
            assertEquals(
                    "the data set in memory is closed",
                    assertThrows(IOException.class, () -> set.openShard(0)).getMessage());
        }
    }

    @Test
    void theFingerprintIsThatOfNamesCountsAndSizes() throws Exception {
        lines("a.jsonl", 3);
        lines("b.jsonl", 4);
        String both = ShardSet.open(files, List.of("a.jsonl", "b.jsonl")).fingerprint();
        assertTrue(both.matches("[0-9a-f]{32}"));
        assertEquals(both, ShardSet.open(files, List.of("{a,b}.jsonl")).fingerprint());
        assertNotEquals(
                both, ShardSet.open(files, List.of("b.jsonl", "a.jsonl")).fingerprint());
        files.put("b.jsonl", "{\"a\":1}\n{\"a\":1}\n{\"a\":1}\n{\"a\":2222}\n".getBytes(StandardCharsets.UTF_8));
        assertNotEquals(
                both, ShardSet.open(files, List.of("a.jsonl", "b.jsonl")).fingerprint());
    }

    @Test
    void aShardThatCannotBeOpenedIsNamed() throws Exception {
        lines("a.jsonl", 3);
        files.put("b.tar", new byte[0]);
        files.put("c.jsonl.gz", "not gzip".getBytes(StandardCharsets.UTF_8));
        ShardException first = assertThrows(
                ShardException.class,
                () -> ShardSet.open(files, List.of("{a,d}.jsonl", "b.tar", "a.jsonl"), e -> {
                    if (e instanceof ShardException) {
                        sneak((ShardException) e);
                    }
                }));
        assertEquals("b.tar", first.shard());
        NoSuchFileException none = assertThrows(
                NoSuchFileException.class, () -> ShardSet.open(files, List.of("d.jsonl", "b.tar", "c.jsonl.gz")));
        assertEquals(2, none.getSuppressed().length);
        assertEquals("c.jsonl.gz: does not begin as gzip does, with 0x1f 0x8b", none.getSuppressed()[1].getMessage());
        List<String> left = new ArrayList<>();
        ShardSet set = ShardSet.open(files, List.of("a.jsonl", "b.tar", "d.jsonl"), e -> left.add(e.getMessage()));
        assertEquals(List.of("b.tar: is empty: an archive has an end mark at least", "d.jsonl"), left);
        assertEquals(1, set.shards());
        assertEquals(0, files.opened.get());
        assertEquals(
                "\"a.txt\" ends with nothing that tells a format of shards",
                assertThrows(IllegalArgumentException.class, () -> ShardSet.open(files, List.of("a.txt")))
                        .getMessage());
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void aShardThatChangedIsNoticed() throws Exception {
        lines("a.jsonl", 3);
        ShardSet set = ShardSet.open(files, List.of("a.jsonl"));
        lines("a.jsonl", 4);
        assertEquals(
                "a.jsonl: had 24 bytes when it was counted, and now has 32",
                assertThrows(ShardException.class, () -> set.openShard(0)).getMessage());
        assertEquals(0, files.opened.get());
    }

    @Test
    void openingEndsWhenItIsInterrupted() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        Source stuck = new Source() {
            @Override
            public DataFile open(String name) throws InterruptedException {
                opening.countDown();
                new CountDownLatch(1).await();
                throw new IllegalStateException();
            }

            @Override
            public String location() {
                return "nowhere";
            }
        };
        AtomicReference<Throwable> ended = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                ShardSet.open(stuck, List.of("{a,b,c}.tar"));
            } catch (IOException | InterruptedException | RuntimeException e) {
                ended.set(e);
            }
        });
        thread.start();
        opening.await();
        thread.interrupt();
        thread.join();
        assertTrue(ended.get() instanceof InterruptedException, String.valueOf(ended.get()));
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(t -> t.getName().startsWith("narrows-data-count") && t.isAlive()));
    }

    @Test
    void bracesStandForNames() {
        assertEquals(List.of("a.tar"), ShardNames.expand("a.tar"));
        assertEquals(List.of("a-08.tar", "a-09.tar", "a-10.tar"), ShardNames.expand("a-{08..10}.tar"));
        assertEquals(List.of("x1", "x2", "y1", "y2"), ShardNames.expand("{x,y}{1..2}"));
        for (String wrong : List.of("{1..2", "1}", "{{1..2}}", "{a..b}", "{2..1}", "{a}", "{}", "{0..1000000}")) {
            String message = assertThrows(IllegalArgumentException.class, () -> ShardNames.expand(wrong))
                    .getMessage();
            assertTrue(message.startsWith("\"" + wrong + "\""), message);
        }
    }

    @Test
    void aBraceBehindABackslashIsOneOfTheName() {
        assertEquals(List.of("a{1}-2.tar", "a{1}-3.tar"), ShardNames.expand("a\\{1\\}-{2..3}.tar"));
        assertEquals(List.of("a\\1", "a\\2"), ShardNames.expand("a\\\\{1,2}"));
        assertEquals(List.of("a\\b.tar"), ShardNames.expand("a\\b.tar"), "before anything else it is as it is");
        for (String name : List.of("a{1..2}.tar", "{", "a\\{b}\\\\c", "}{", "\\", "plain.tar")) {
            assertEquals(List.of(name), ShardNames.expand(ShardSet.literal(name)));
        }
        assertThrows(IllegalArgumentException.class, () -> ShardNames.expand("a\\\\{1"));
    }
}
