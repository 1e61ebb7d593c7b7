package io.narrows.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A JVM without flags writes a log; this one reads it while the other lives and after it was killed. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KilledProcessTest {

    private static final int TRACES = 3_000;

    @TempDir
    private Path folder;

    @Test
    void aLogIsReadWhileItsProcessLivesAndAfterAKillInTheMiddleOfADocument() throws Exception {
        Process process = RecordingProcess.start(folder.resolve("run"), TRACES, "hang");
        try (BufferedReader out = output(process)) {
            assertEquals("written", out.readLine(), () -> errors(process));
            RunDirectory run = RunDirectory.open(folder.resolve("run"));
            assertTrue(run.recording());
            try (LogReader reader = LogReader.open(run)) {
                assertTraces(reader);
                assertNull(reader.next());
                assertEquals(List.of(), reader.warnings());

                process.destroyForcibly().waitFor();

                assertFalse(run.recording());
                assertNull(reader.next());
                assertEquals(
                        1, reader.warnings().size(), () -> reader.warnings().toString());
                assertTrue(reader.warnings().get(0).contains("without closing the log"));
            }
            try (LogReader reader = LogReader.open(run)) {
                assertTraces(reader);
                assertNull(reader.next());
            }
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aProcessWithoutFlagsWritesPrintsNothingAndCloses() throws Exception {
        Process process = RecordingProcess.start(folder.resolve("run"), 10, "close");
        try (BufferedReader out = output(process)) {
            assertEquals("written", out.readLine(), () -> errors(process));
            process.getOutputStream().close();
            assertEquals(0, process.waitFor());
            assertNull(out.readLine());
            // What Chronicle's static initialisers say cannot be held back; nothing else may reach the host's log.
            assertEquals(
                    List.of(),
                    errors(process)
                            .lines()
                            .filter(line -> !line.contains("net.openhft.affinity.Affinity"))
                            .filter(line -> !line.contains("Chronicle core loaded from"))
                            .toList());
        } finally {
            process.destroyForcibly();
        }
    }

    private static void assertTraces(LogReader reader) {
        assertEquals(Documents.HEADER, reader.next());
        for (int serial = 1; serial <= TRACES; serial++) {
            assertEquals(Documents.trace(serial), reader.next());
        }
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String errors(Process process) {
        try {
            return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
