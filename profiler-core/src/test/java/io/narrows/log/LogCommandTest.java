package io.narrows.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.cli.ExitCode;
import io.narrows.cli.LogCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LogCommandTest {

    @TempDir
    private Path folder;

    private RunDirectory run;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void record() {
        run = RunDirectory.create(folder.resolve("run"));
        try (LogWriter writer = LogWriter.open(run, Documents.HEADER)) {
            writer.write(Documents.TABLE);
            writer.write(Documents.trace(1));
            writer.write(Documents.trace(2));
            writer.write(new DropCount(5, 3, 1, 0, 0, 0, 0, 0, 0));
            writer.write(Documents.FOOTER);
        }
    }

    private int narrows(String... arguments) {
        return new CommandLine(new LogCommand().command())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    err.write(String.valueOf(e.getMessage()));
                    return e instanceof io.narrows.cli.CommandException known ? known.exitCode() : 99;
                })
                .execute(arguments);
    }

    @Test
    void statCountsTheDocuments() {
        assertEquals(ExitCode.HOLDS, narrows("stat", run.toString()), err.toString());
        assertTrue(out.toString().contains("         2 TraceDocument  "), out.toString());
        assertTrue(out.toString().contains("service    probe, process 4711, format 2, from 2023-11-14T22:13:20Z"));
        assertTrue(out.toString().contains("state      closed"), out.toString());
        assertTrue(out.toString().contains("traces     from 2023-11-14T22:13:20.000Z to "), out.toString());
        assertTrue(out.toString().contains("losses     3 records dropped, 1 traces incomplete"), out.toString());
        assertTrue(out.toString().contains(" bytes of documents in 1 file of "), out.toString());
        assertTrue(out.toString().contains("spans      4 in traces, "), out.toString());
    }

    @Test
    void statSaysHowLongTheStagesTook() {
        assertEquals(ExitCode.HOLDS, narrows("stat", run.toString()), err.toString());
        assertTrue(out.toString().contains("stages     of the traces in the log, by their weight"), out.toString());
        // Two spans of 300 and two of 450 ns; a bucket there is 8 ns wide.
        assertTrue(
                out.toString().lines().anyMatch(line -> line.matches("  decode +2 +0\\.0003 +0\\.0003 +0\\.0003")),
                out.toString());
        assertTrue(
                out.toString().lines().anyMatch(line -> line.matches("  forward +2 +0\\.000[45] +0\\.0005 +0\\.0005")),
                out.toString());
    }

    @Test
    void statPrefersTheHistogramsOfAllTraces() {
        RunDirectory sampled = RunDirectory.create(folder.resolve("sampled"));
        try (LogWriter writer = LogWriter.open(sampled, Documents.HEADER)) {
            writer.write(Documents.TABLE);
            writer.write(Documents.trace(1));
            int bucket = LatencyBuckets.index(2_000_000);
            writer.write(new HistogramInterval(
                    0,
                    9,
                    List.of(new HistogramInterval.Histogram(
                            HistogramInterval.Of.STAGE_TIME,
                            1,
                            100,
                            200_000_000,
                            2_000_000,
                            new int[] {bucket},
                            new long[] {100}))));
            writer.write(Documents.FOOTER);
        }
        assertEquals(ExitCode.HOLDS, narrows("stat", sampled.toString()), err.toString());
        assertTrue(out.toString().contains("stages     of all traces, from the histograms"), out.toString());
        assertTrue(
                out.toString()
                        .lines()
                        .anyMatch(
                                line -> line.matches("  forward +100 +2\\.0000 +(1\\.9|2\\.0)\\d+ +(1\\.9|2\\.0)\\d+")),
                out.toString());
        assertFalse(out.toString().contains("  decode"), out.toString());
    }

    @Test
    void tailPrintsALinePerDocumentAndEndsAtTheFooter() {
        assertEquals(ExitCode.HOLDS, narrows("tail", run.toString()), err.toString());
        List<String> lines = out.toString().lines().toList();
        assertEquals(6, lines.size(), out.toString());
        assertEquals("2023-11-14T22:13:20.000Z run of probe, process 4711, format 2", lines.get(0));
        assertEquals(
                "2023-11-14T22:13:20.000Z trace 1 infer ok 0.001 ms sampled: decode 0.000 ms forward 0.000 ms",
                lines.get(2));
        assertTrue(lines.get(5).endsWith(" closed: 3 traces, 12 records"), lines.get(5));
    }

    @Test
    void tailPrintsTracesAlone() {
        assertEquals(ExitCode.HOLDS, narrows("tail", "--traces", run.toString()), err.toString());
        assertEquals(2, out.toString().lines().count(), out.toString());
    }

    @Test
    void verifyHoldsForAWholeLog() {
        assertEquals(ExitCode.HOLDS, narrows("verify", run.toString()));
        assertEquals("whole: 6 documents, closed", out.toString().strip());
    }

    @Test
    void verifyFindsDamage() throws IOException {
        Path file = QueueFiles.list(run.log()).get(0);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long at = bytes.length() - 1;
            for (int last = 0; last == 0; at--) {
                bytes.seek(at);
                last = bytes.read();
            }
            bytes.seek(at - 2);
            bytes.write(new byte[] {1, 2, 3});
        }
        assertEquals(ExitCode.DOES_NOT_HOLD, narrows("verify", run.toString()));
        assertTrue(err.toString().contains("is damaged"), err.toString());
    }
}
