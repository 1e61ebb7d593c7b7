package io.narrows.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CachedSourceTest extends CacheTests {
    @Test
    void aFileIsBroughtOnceForAllThreads() throws Exception {
        other.put("a", 20_000_000);
        CachedSource cache = new CachedSource(other, folder, 50_000_000);
        CyclicBarrier together = new CyclicBarrier(8);
        List<byte[]> read = inThreads(8, () -> {
            together.await();
            return readAll(cache, "a");
        });
        for (byte[] each : read) {
            assertArrayEquals(other.files.get("a"), each);
        }
        assertEquals(20_000_000, other.bytesRead.get());
        assertEquals(0, other.open.get());
        assertEquals(new CacheFigures(7, 1, 20_000_000, 0, 0, 0), cache.figures());
        assertEquals(List.of("a"), names());

        // What is there is there for the next one too, whatever became of the other source.
        other.files.clear();
        assertEquals(20_000_000, readAll(new CachedSource(other, folder, 50_000_000), "a").length);
    }

    @Test
    void aHashThatIsKnownIsChecked() throws Exception {
        other.put("a", 1000);
        AtomicReference<String> hex = new AtomicReference<>("00");
        CachedSource cache =
                new CachedSource(other, folder, 10_000, name -> Optional.of(new FileHash("xxh64", hex.get())));
        IOException e = assertThrows(IOException.class, () -> readAll(cache, "a"));
        assertTrue(e.getMessage().startsWith("a at slow: hashes to xxh64 "), e.getMessage());
        assertTrue(e.getMessage().endsWith(", but must hash to 00"), e.getMessage());
        assertEquals(List.of(), names());
        assertEquals(0, other.open.get());

        RunningHash hash = FileHash.start("xxh64");
        hash.update(other.files.get("a"), 0, 1000);
        hex.set(hash.hex());
        assertArrayEquals(other.files.get("a"), readAll(cache, "a"));
    }

    @Test
    void aFileOfAnotherLengthIsBroughtAgain() throws Exception {
        other.put("a", 1000);
        CachedSource cache = new CachedSource(other, folder, 10_000);
        readAll(cache, "a");
        Files.write(files().get(0), new byte[10]);
        assertArrayEquals(other.files.get("a"), readAll(cache, "a"));
        assertArrayEquals(other.files.get("a"), readAll(new CachedSource(other, folder, 10_000), "a"));
        assertEquals(2, other.opened.get());
    }

    @Test
    void aFailureReachesAllWhoWaitAndLeavesNothing() throws Exception {
        other.put("a", 1000);
        CachedSource cache = new CachedSource(other, folder, 10_000);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch fail = new CountDownLatch(1);
        other.hook = (name, position) -> {
            reading.countDown();
            fail.await();
            throw new IOException("the line is dead");
        };
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<byte[]>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> readAll(cache, "a")));
            }
            reading.await();
            fail.countDown();
            for (Future<byte[]> each : all) {
                Throwable cause = assertThrows(Exception.class, each::get).getCause();
                assertEquals("the line is dead", cause.getMessage());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(List.of(), names());
        assertEquals(0, other.open.get());
        other.hook = null;
        assertThrows(NoSuchFileException.class, () -> cache.open("b"));
        assertThrows(IOException.class, () -> cache.open("../b"));
    }

    @Test
    void openingBringsNothing() throws Exception {
        other.put("a", 1000);
        CachedSource cache = new CachedSource(other, folder, 10_000);
        try (DataFile a = cache.open("a")) {
            assertEquals(1000, a.size());
            assertEquals(0, other.bytesRead.get());
            a.read(500, new byte[1], 0, 1);
            assertEquals(1000, other.bytesRead.get());
            assertEquals(0, other.open.get());
        }
        DataFile closed = cache.open("a");
        closed.close();
        assertThrows(IOException.class, () -> closed.read(0, new byte[1], 0, 1));
        other.put("b", 1000);
        DataFile unread = cache.open("b");
        unread.close();
        unread.close();
        assertThrows(IOException.class, () -> unread.read(0, new byte[1], 0, 1));
        assertEquals(0, other.open.get());
    }

    @Test
    void aLookAtALargeFileBringsNothing() throws Exception {
        int size = 2 << 20;
        other.put("a", size);
        CachedSource cache = new CachedSource(other, folder, 10_000_000);
        try (DataFile a = cache.open("a")) {
            byte[] ends = new byte[8192];
            a.read(0, ends, 0, 4096);
            a.read(size - 4096L, ends, 4096, 4096);
            assertEquals(8192, other.bytesRead.get());
            assertEquals(other.files.get("a")[size - 1], ends[8191]);
            assertEquals(0, cache.figures().downloads());
            a.read(0, new byte[60_000], 0, 60_000);
            assertEquals(8192 + size, other.bytesRead.get());
            assertEquals(1, cache.figures().downloads());
        }
        assertEquals(0, other.open.get());
    }

    @Test
    void aFileThatChangesOnItsWayIsAnError() throws Exception {
        other.put("a", 1000);
        other.hook = (name, position) -> {
            throw new FileChangedException("a: has changed", null);
        };
        CachedSource cache = new CachedSource(other, folder, 10_000);
        assertThrows(FileChangedException.class, () -> readAll(cache, "a"));
        assertEquals(List.of(), names());
        assertEquals(0, other.open.get());
    }

    @Test
    void aFolderThatCannotBeWrittenIsReadPast() throws Exception {
        other.put("a", 1000);
        CachedSource cache = new CachedSource(other, folder.resolve("cache"), 10_000);
        Files.delete(folder.resolve("cache"));
        Files.createFile(folder.resolve("cache"));
        assertArrayEquals(other.files.get("a"), readAll(cache, "a"));
        assertEquals(1, cache.figures().diskTroubles());
        assertEquals(0, other.open.get());
    }
}
