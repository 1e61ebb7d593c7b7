package io.narrows.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CachedSourceTest {
    @TempDir
    Path folder;

    private final SlowSource other = new SlowSource();

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
    void aFolderThatCannotBeWrittenIsReadPast() throws Exception {
        other.put("a", 1000);
        CachedSource cache = new CachedSource(other, folder.resolve("cache"), 10_000);
        Files.delete(folder.resolve("cache"));
        Files.createFile(folder.resolve("cache"));
        assertArrayEquals(other.files.get("a"), readAll(cache, "a"));
        assertEquals(1, cache.figures().diskTroubles());
        assertEquals(0, other.open.get());
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

    /** What the files of the folder are called where they come from, sorted; fails on anything else that lies there. */
    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path file : files()) {
            names.add(file.getFileName().toString().replaceFirst("^[0-9a-f]{32}-\\d+-", ""));
        }
        names.sort(null);
        return names;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.endsWith(".lock")).toList();
        }
    }

    private long bytesHeld() {
        try {
            long sum = 0;
            for (Path file : files()) {
                sum += Files.exists(file) ? file.toFile().length() : 0;
            }
            return sum;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void age(String name, int minutes) throws IOException {
        for (Path file : files()) {
            if (file.toString().endsWith("-" + name)) {
                Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() - minutes * 60_000L));
            }
        }
    }

    private static byte[] readAll(Source source, String name) throws IOException, InterruptedException {
        try (DataFile file = source.open(name)) {
            byte[] bytes = new byte[(int) file.size()];
            file.read(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    private static <T> List<T> inThreads(int count, java.util.concurrent.Callable<T> task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                futures.add(threads.submit(task));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : futures) {
                results.add(each.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
