package io.narrows.server.model.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that need the same files at once. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PrepareRaceIT {
    @TempDir
    private Path parent;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void theSecondWaitsForTheFirstAndSaysSo() throws Exception {
        Process first = start();
        assertEquals("making", out(first).readLine());
        Process second = start();
        BufferedReader secondOut = out(second);
        assertEquals("waiting for another process that is preparing slow-1", secondOut.readLine());
        assertTrue(Files.notExists(parent.resolve("slow-1")), "half a folder is never seen");

        goOn(first);
        assertEquals("opened", secondOut.readLine());
        assertEquals(0, first.waitFor());
        assertEquals(0, second.waitFor());
        assertWhole();
    }

    @Test
    void whenTheFirstIsKilledTheSecondMakesThem() throws Exception {
        Process first = start();
        assertEquals("making", out(first).readLine());
        Process second = start();
        BufferedReader secondOut = out(second);
        assertEquals("waiting for another process that is preparing slow-1", secondOut.readLine());

        first.destroyForcibly();
        assertNotEquals(0, first.waitFor());
        assertEquals("making", secondOut.readLine());
        goOn(second);
        assertEquals("opened", secondOut.readLine());
        assertEquals(0, second.waitFor());
        assertWhole();
    }

    private void assertWhole() throws IOException {
        assertEquals("whole", Files.readString(parent.resolve("slow-1").resolve("a")));
        try (Stream<Path> left = Files.list(parent)) {
            assertEquals(
                    List.of("slow-1", "slow-1.lock"),
                    left.map(path -> path.getFileName().toString()).sorted().toList());
        }
    }

    private Process start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PreparingProcess.class.getName(),
                        parent.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        return process;
    }

    private static BufferedReader out(Process process) {
        return process.inputReader(StandardCharsets.UTF_8);
    }

    private static void goOn(Process process) throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }
}
