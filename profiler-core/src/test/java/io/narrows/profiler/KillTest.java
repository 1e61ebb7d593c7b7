package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunFooter;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed loses no trace that it had ended. */
class KillTest {
    private static final int ENOUGH = 5_000;

    @TempDir
    Path directory;

    @Test
    void everyAcknowledgedTraceIsInTheLogOrRecovered() throws Exception {
        Path runPath = directory.resolve("run");
        Set<Long> acknowledged = recordUntilKilled(runPath);
        assertTrue(acknowledged.size() > ENOUGH / 2);

        Map<Long, TraceDocument> traces = new HashMap<>();
        try (LogReader reader = LogReader.open(RunDirectory.open(runPath))) {
            for (LogDocument document : reader) {
                assertFalse(document instanceof RunFooter, "it was killed, so there is no footer");
                if (document instanceof TraceDocument trace) {
                    assertNull(traces.put(trace.serial(), trace), "trace twice");
                }
            }
            assertEquals(1, reader.warnings().size(), () -> reader.warnings().toString());
            assertTrue(reader.warnings().get(0).contains("(0 incomplete)"), reader.warnings()::toString);
        }

        Set<Long> missing = new HashSet<>(acknowledged);
        missing.removeAll(traces.keySet());
        assertEquals(
                0,
                missing.size(),
                () -> "acknowledged, but neither in the log nor recovered: "
                        + missing.stream().sorted().limit(20).toList());
        for (long serial : acknowledged) {
            TraceDocument trace = traces.get(serial);
            assertEquals(Outcome.OK, trace.outcome(), () -> "outcome of " + trace);
            assertEquals(2, trace.spans().size(), () -> "spans of " + trace);
        }
        long abandoned = traces.values().stream()
                .filter(trace -> trace.outcome() == Outcome.ABANDONED)
                .count();
        assertTrue(abandoned >= 3 && abandoned <= 6, "one per thread was never ended, one may be cut: " + abandoned);
    }

    private Set<Long> recordUntilKilled(Path run) throws IOException, InterruptedException {
        // A file, not a pipe: what the process had written before it died is all there.
        Path printed = directory.resolve("acknowledged");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledRecorder.class.getName(),
                        run.toString())
                .redirectOutput(printed.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            while (Files.size(printed) < ENOUGH * 6) {
                assertFalse(process.waitFor(5, TimeUnit.MILLISECONDS), "the process ended by itself");
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        String text = Files.readString(printed, StandardCharsets.US_ASCII);
        Set<Long> acknowledged = new HashSet<>();
        // The kill may have cut the last line.
        for (String line : text.substring(0, text.lastIndexOf('\n')).split("\\R")) {
            acknowledged.add(Long.parseLong(line));
        }
        return acknowledged;
    }
}
