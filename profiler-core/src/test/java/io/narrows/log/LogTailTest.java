package io.narrows.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.narrows.cli.ExitCode;
import io.narrows.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code narrows log tail} as a process of its own beside one that records. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LogTailTest {

    @TempDir
    private Path folder;

    private Path run;
    private Process recorder;
    private BufferedReader recorded;
    private Process tail;
    private BufferedReader tailed;

    @BeforeEach
    void start() throws IOException {
        run = folder.resolve("run");
        recorder = RecordingProcess.start(run, 10, "steps");
        recorded = output(recorder);
        assertEquals("written", recorded.readLine());
        tail = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "log",
                        "tail",
                        "--traces",
                        run.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        tailed = output(tail);
    }

    @AfterEach
    void stop() {
        recorder.destroyForcibly();
        tail.destroyForcibly();
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private void record(int traces) throws IOException {
        recorder.getOutputStream().write((traces + "\n").getBytes(StandardCharsets.US_ASCII));
        recorder.getOutputStream().flush();
        assertEquals("written", recorded.readLine());
    }

    private void assertTailed(int from, int to) throws IOException {
        for (int serial = from; serial <= to; serial++) {
            String line = tailed.readLine();
            assertTrue(line != null && line.contains(" trace " + serial + " kind0 ok "), line);
        }
    }

    @Test
    void whatIsAddedIsPrintedAcrossFilesUntilTheLogIsClosed() throws Exception {
        assertTailed(1, 10);
        record(100);
        assertTailed(11, 110);
        record(30_000);
        assertTailed(111, 30_110);
        assertTrue(QueueFiles.list(run.resolve("log")).size() > 1);
        recorder.getOutputStream().close();
        assertEquals(ExitCode.HOLDS, tail.waitFor());
        assertEquals(null, tailed.readLine());
    }

    @Test
    void itEndsWhenTheRecordingProcessWasKilled() throws Exception {
        assertTailed(1, 10);
        recorder.destroyForcibly().waitFor();
        assertEquals(ExitCode.HOLDS, tail.waitFor());
    }

    @Test
    void ctrlCEndsItInOrder() throws Exception {
        assumeFalse(
                System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows"),
                "skipped: no signals on Windows");
        assumeFalse(interruptIgnored(), "skipped: this session ignores SIGINT, and so do the processes it starts");
        assertTailed(1, 10);
        assertEquals(
                0,
                new ProcessBuilder(List.of("kill", "-INT", Long.toString(tail.pid())))
                        .start()
                        .waitFor());
        assertEquals(ExitCode.HOLDS, tail.waitFor());
    }

    /** Whether this process was started to ignore SIGINT, as in the background of a shell script; Linux only. */
    private static boolean interruptIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 0b10) != 0);
    }
}
