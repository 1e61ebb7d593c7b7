package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.TraceDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of virtual threads share a few buffers and lose nothing, on a JVM of this machine that has them. */
class VirtualThreadsTest {
    private static final int THREADS = 20_000;
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    @TempDir
    Path directory;

    @Test
    void theirTracesAreAllThereAndTheirBuffersFew() throws Exception {
        Path java = secondJdk().orElseGet(() -> Assumptions.abort("skipped: no second JDK"));
        Path run = directory.resolve("run");
        Path printed = directory.resolve("printed");
        Process process = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        VirtualRecorder.class.getName(),
                        run.toString(),
                        Integer.toString(THREADS))
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it hangs");
        } finally {
            process.destroyForcibly().waitFor();
        }
        String text = Files.readString(printed);
        assertEquals(0, process.exitValue(), text);
        Map<String, Long> counts = counts(text);
        assertTrue(counts.get("buffers") <= 4 + 64, text);
        assertEquals(THREADS, counts.get("begun"), text);
        assertEquals(counts.get("endedTwice"), counts.get("misuses"), text);
        assertEquals(counts.get("neverEnded"), counts.get("abandoned"), text);
        assertEquals(THREADS - counts.get("neverEnded"), counts.get("traces"), text);
        Set<Long> serials = new HashSet<>();
        long whole = 0;
        try (LogReader reader = LogReader.open(RunDirectory.open(run))) {
            for (LogDocument document : reader) {
                if (document instanceof TraceDocument trace) {
                    assertTrue(serials.add(trace.serial()), "trace twice");
                    whole += trace.spans().size();
                }
            }
            assertEquals(List.of(), reader.warnings());
        }
        assertEquals(THREADS, serials.size());
        assertTrue(whole >= THREADS - counts.get("dropped"), text);
    }

    private static Map<String, Long> counts(String text) {
        String line =
                text.lines().filter(l -> l.startsWith("buffers=")).findFirst().orElseThrow();
        Map<String, Long> counts = new HashMap<>();
        for (String pair : line.split(" ")) {
            String[] parts = pair.split("=");
            counts.put(parts[0], Long.parseLong(parts[1]));
        }
        return counts;
    }

    /** The {@code java} of a JDK that has virtual threads: this one, or one that is installed beside it. */
    private static Optional<Path> secondJdk() throws IOException {
        if (Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS) {
            return Optional.of(Path.of(System.getProperty("java.home"), "bin", "java"));
        }
        Path installed = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(installed)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(installed)) {
            return homes.filter(home -> feature(home) >= FIRST_WITH_VIRTUAL_THREADS)
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }

    private static int feature(Path home) {
        Properties release = new Properties();
        try (var reader = Files.newBufferedReader(home.resolve("release"))) {
            release.load(reader);
            return Runtime.Version.parse(
                            release.getProperty("JAVA_VERSION", "0").replace("\"", ""))
                    .feature();
        } catch (IOException | IllegalArgumentException e) {
            return 0;
        }
    }
}
