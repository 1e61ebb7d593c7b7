package io.narrows.data.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A cache of files in memory, and what the tests of it look at. */
abstract class CacheTests {
    @TempDir
    Path folder;

    final SlowSource other = new SlowSource();

    /** What the files of the folder are called where they come from, sorted; fails on anything else that lies there. */
    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path file : files()) {
            names.add(file.getFileName().toString().replaceFirst("^[0-9a-f]{32}-\\d+-", ""));
        }
        names.sort(null);
        return names;
    }

    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.endsWith(".lock")).toList();
        }
    }

    long bytesHeld() {
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

    static byte[] readAll(Source source, String name) throws IOException, InterruptedException {
        try (DataFile file = source.open(name)) {
            byte[] bytes = new byte[(int) file.size()];
            file.read(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    static <T> List<T> inThreads(int count, java.util.concurrent.Callable<T> task) throws Exception {
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
