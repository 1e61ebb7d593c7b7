package io.narrows.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that are interrupted and processes that are killed leave nothing behind in a cache that others use. */
@Timeout(60)
class CacheEndsTest extends CacheTests {
    @Test
    void anInterruptEndsADownloadAndTheNextOneTakesOver() throws Exception {
        other.put("a", 1000);
        CachedSource cache = new CachedSource(other, folder, 10_000);
        CountDownLatch reading = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        other.hook = (name, position) -> {
            if (first.compareAndSet(true, false)) {
                reading.countDown();
                new CountDownLatch(1).await();
            }
        };
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread interrupted = new Thread(() -> {
            try {
                readAll(cache, "a");
            } catch (Exception e) {
                thrown.set(e);
            }
        });
        interrupted.start();
        reading.await();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Future<byte[]> waiting = threads.submit(() -> readAll(cache, "a"));
            interrupted.interrupt();
            interrupted.join();
            assertInstanceOf(InterruptedException.class, thrown.get());
            assertArrayEquals(other.files.get("a"), waiting.get());
        } finally {
            threads.shutdownNow();
        }
        assertEquals(List.of("a"), names());
        assertEquals(0, other.open.get());
    }

    @Test
    void anInterruptAtAnyMomentLeavesNothingBehind() throws Exception {
        SlowSource files = CacheUser.files();
        CachedSource cache = new CachedSource(files, folder, 3L * CacheUser.FILE_BYTES + 100);
        for (int i = 0; i < 150; i++) {
            long seed = i;
            AtomicReference<Throwable> wrong = new AtomicReference<>();
            Thread user = new Thread(() -> {
                try {
                    CacheUser.use(cache, 1000, seed);
                } catch (InterruptedException e) {
                    // As it should be.
                } catch (Throwable e) {
                    wrong.set(e);
                }
            });
            user.start();
            for (int spin = 0; spin < i * 2000; spin++) {
                Thread.onSpinWait();
            }
            user.interrupt();
            user.join();
            if (wrong.get() != null) {
                throw new AssertionError("round " + i, wrong.get());
            }
        }
        assertEquals(0, files.open.get());
        assertTrue(files().stream().noneMatch(file -> file.toString().endsWith(".part")), files().toString());
        CacheUser.use(cache, 50, 7);
        // Nothing is still held as in use: all may leave for a file as large as the limit.
        files.put("large", 3 * CacheUser.FILE_BYTES + 100);
        try (DataFile large = cache.open("large")) {
            large.read(0, new byte[1], 0, 1);
            assertEquals(List.of("large"), names());
            assertEquals(3 * CacheUser.FILE_BYTES + 100, large.size());
        }
    }

    @Test
    void twoProcessesShareAFolder() throws Exception {
        long limit = 3L * CacheUser.FILE_BYTES + 100;
        Process process = another(limit, "400");
        CachedSource cache = new CachedSource(CacheUser.files(), folder, limit);
        CacheUser.use(cache, 400, 1);
        assertEquals(0, process.waitFor(), () -> new String(bytes(process), StandardCharsets.UTF_8));
        assertTrue(bytesHeld() <= limit);
        assertTrue(files().stream().noneMatch(file -> file.toString().endsWith(".part")));
    }

    @Test
    void whatAKilledProcessLeftIsRemoved() throws Exception {
        long limit = 3L * CacheUser.FILE_BYTES + 100;
        Process process = another(limit, "hang");
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("reading", out.readLine());
        }
        CachedSource cache = new CachedSource(CacheUser.files(), folder, limit);
        assertEquals(CacheUser.FILE_BYTES + 1, readAll(cache, "file1").length);
        // The other one lives: what it has begun counts, and stays.
        assertEquals(
                1, files().stream().filter(f -> f.toString().endsWith(".part")).count());
        process.destroyForcibly();
        process.waitFor();
        assertEquals(CacheUser.FILE_BYTES + 2, readAll(cache, "file2").length);
        assertEquals(List.of("file1", "file2"), names());
    }

    private Process another(long limit, String what) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CacheUser.class.getName(),
                        folder.toString(),
                        Long.toString(limit),
                        what)
                .redirectErrorStream(true)
                .start();
    }

    private static byte[] bytes(Process process) {
        try {
            return process.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
