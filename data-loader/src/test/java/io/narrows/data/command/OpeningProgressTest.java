package io.narrows.data.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.shard.ShardSet;
import io.narrows.data.source.LocalSource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpeningProgressTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    private final AtomicLong nowNs = new AtomicLong();

    /** What is shown of three shards, the second of which takes so long to open. */
    private String shown(long secondTakesMs) throws Exception {
        for (String name : List.of("a", "b", "c")) {
            Files.writeString(folder.resolve(name + ".jsonl"), "{}\n");
        }
        PrintStream before = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try (OpeningProgress progress = new OpeningProgress(nowNs::get)) {
            ShardSet set =
                    ShardSet.open(new LocalSource(folder), List.of("a.jsonl", "b.jsonl", "c.jsonl"), (opened, all) -> {
                        synchronized (nowNs) {
                            nowNs.addAndGet(opened == 2 ? TimeUnit.MILLISECONDS.toNanos(secondTakesMs) : 0);
                            progress.opened(opened, all);
                        }
                    });
            progress.done();
            assertEquals(3, set.samples());
        } finally {
            System.setErr(before);
        }
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void openingThatTakesLongIsShown() throws Exception {
        String shown = shown(1_001);
        assertTrue(shown.startsWith("open ..."), shown);
        assertTrue(shown.contains("open: 3 shards"), shown);
    }

    @Test
    void openingThatDoesNotIsNot() throws Exception {
        assertEquals("", shown(999));
    }

    @Test
    void whoHearsOfItAndThrowsEndsOpening() throws Exception {
        Files.writeString(folder.resolve("a.jsonl"), "{}\n");
        LocalSource source = new LocalSource(folder);
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> ShardSet.open(source, List.of("a.jsonl"), (opened, all) -> {
                    throw new IllegalStateException(opened + " of " + all);
                }));
        assertEquals("1 of 1", e.getMessage());
    }
}
