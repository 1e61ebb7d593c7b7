package io.narrows.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cache never takes more than its limit, and nobody waits for room in it. */
@Timeout(60)
class CacheLimitTest extends CacheTests {
    @Test
    void whatIsLargerThanTheLimitIsReadPastIt() throws Exception {
        other.put("a", 1000).put("b", 1001);
        CachedSource cache = new CachedSource(other, folder, 1000);
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(other.files.get("b"), readAll(cache, "b"));
            assertArrayEquals(other.files.get("a"), readAll(cache, "a"));
        }
        assertEquals(new CacheFigures(2, 1, 1000, 3, 0, 0), cache.figures());
        assertEquals(3, cache.figures().readThrough());
        assertEquals(List.of("a"), names());
        assertEquals(0, other.open.get());
    }

    @Test
    void eightThreadsAndALimitSmallerThanAFile() throws Exception {
        CachedSource cache = new CachedSource(CacheUser.files(), folder, CacheUser.FILE_BYTES - 1);
        inThreads(8, () -> {
            CacheUser.use(cache, 50, Thread.currentThread().getId());
            return true;
        });
        assertEquals(400, cache.figures().tooLarge());
        assertEquals(List.of(), names());
    }

    @Test
    void eightThreadsAndALimitOfThreeFilesNeverExceedIt() throws Exception {
        long limit = 3L * CacheUser.FILE_BYTES + 100;
        SlowSource files = CacheUser.files();
        CachedSource cache = new CachedSource(files, folder, limit);
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Long> most = new AtomicReference<>(0L);
        Thread watcher = new Thread(() -> {
            while (!done.get()) {
                most.accumulateAndGet(bytesHeld(), Math::max);
            }
        });
        watcher.start();
        inThreads(8, () -> {
            CacheUser.use(cache, 200, Thread.currentThread().getId());
            return true;
        });
        done.set(true);
        watcher.join();
        assertTrue(most.get() <= limit, most + " bytes were held");
        assertEquals(0, files.open.get());
        CacheFigures figures = cache.figures();
        assertEquals(1600, figures.hits() + figures.downloads() + figures.readThrough(), figures.toString());
        assertTrue(figures.hits() > 0 && figures.downloads() > 12, figures.toString());
    }

    @Test
    void theLeastLatelyUsedLeavesFirstAndAnOpenOneNever() throws Exception {
        other.put("a", 400).put("b", 400).put("c", 400).put("d", 400);
        CachedSource cache = new CachedSource(other, folder, 800);
        readAll(cache, "a");
        readAll(cache, "b");
        age("b", 20);
        age("a", 10);
        readAll(cache, "c");
        assertEquals(List.of("a", "c"), names());
        age("a", 20);
        age("c", 10);
        try (DataFile a = cache.open("a")) {
            age("a", 30);
            readAll(cache, "d");
            assertEquals(List.of("a", "d"), names());
            try (DataFile d = cache.open("d")) {
                assertArrayEquals(other.files.get("b"), readAll(cache, "b"));
                assertEquals(1, cache.figures().noRoom());
                assertEquals(List.of("a", "d"), names());
                assertEquals(400, d.size());
            }
            assertEquals("a", a.name());
            a.close(); // a second time is no second release
        }
        readAll(cache, "b");
        assertTrue(names().contains("b"), names().toString());
    }

    private void age(String name, int minutes) throws IOException {
        for (Path file : files()) {
            if (file.toString().endsWith("-" + name)) {
                Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() - minutes * 60_000L));
            }
        }
    }
}
