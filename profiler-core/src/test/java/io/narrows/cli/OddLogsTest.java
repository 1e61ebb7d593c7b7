package io.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.RunSimulation;
import io.narrows.log.LogDocument;
import io.narrows.log.LogWriter;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunHeader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that are not what one hopes for: each gives a sensible report or one clear line, and never a stack trace. */
class OddLogsTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path directory;

    @BeforeEach
    void name() {
        directory = folder.resolve("run");
    }

    private int report() {
        return narrows("report", directory.toString());
    }

    private int narrows(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        int code = Main.run(
                List.of(
                        new ReportCommand(),
                        new ExportCommand(),
                        new WhatIfCommand(),
                        new CompareCommand(),
                        new EnvCommand(),
                        new CpuCommand(),
                        new LogCommand().command()),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                args);
        assertFalse((out + err.toString()).contains("\tat "), () -> out + err.toString());
        return code;
    }

    private LogWriter open(RunHeader header) {
        return LogWriter.open(RunDirectory.create(directory), header);
    }

    private static List<LogDocument> requests(int number) {
        return new RunSimulation(31).requests(number).documents();
    }

    private void record(List<LogDocument> documents) {
        try (LogWriter writer = open((RunHeader) documents.get(0))) {
            documents.stream().skip(1).forEach(writer::write);
        }
    }

    private void oneLine(String part) {
        assertEquals("", out.toString());
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertTrue(err.toString().contains(part), err::toString);
    }

    @Test
    void logOfAHeaderAloneCannotBeDecided() {
        record(requests(0).subList(0, 1));

        assertEquals(ExitCode.CANNOT_DECIDE, report(), err::toString);
        assertTrue(out.toString().contains("0 requests"), out::toString);
    }

    @Test
    void folderWithoutALogIsRefusedInOneLine() throws IOException {
        Files.createDirectories(directory);

        assertTrue(report() != ExitCode.HOLDS);
        oneLine(directory.toString());
    }

    @Test
    void oneRequestIsReportedWithoutIntervals() {
        record(requests(1));

        assertEquals(ExitCode.HOLDS, report(), err::toString);
        assertTrue(out.toString().contains("1 request"), out::toString);
        assertTrue(out.toString().contains("too small"), out::toString);
    }

    @Test
    void laterFormatIsRefusedInOneLine() {
        List<LogDocument> documents = requests(3);
        RunHeader now = (RunHeader) documents.get(0);
        try (LogWriter writer = open(new RunHeader(
                LogWriter.FORMAT_VERSION + 1,
                now.service(),
                now.processId(),
                now.anchorWallNs(),
                now.anchorNs(),
                now.environment()))) {
            documents.stream().skip(1).forEach(writer::write);
        }

        assertEquals(ExitCode.DOES_NOT_HOLD, report());
        oneLine("format " + (LogWriter.FORMAT_VERSION + 1));
    }

    @Test
    void logThatStillGrowsIsReportedAsFarAsItIs() {
        List<LogDocument> documents = requests(400);
        int half = documents.size() / 2;
        try (LogWriter writer = open((RunHeader) documents.get(0))) {
            documents.subList(1, half).forEach(writer::write);
            assertEquals(ExitCode.HOLDS, report(), err::toString);
            String first = out.toString();
            documents.subList(half, documents.size()).forEach(writer::write);
            assertEquals(ExitCode.HOLDS, report(), err::toString);

            assertFalse(first.contains("400 requests"), first);
            assertTrue(out.toString().contains("400 requests"), out::toString);
        }
    }

    @Test
    void damageIsSkippedAndTold() throws IOException {
        record(requests(2_000));
        Path file = queueFile();
        byte[] bytes = Files.readAllBytes(file);
        int at = indexOf(bytes, "infer minilm") + 40_000; // well within the documents of a log of some 300 kB
        for (int i = 0; i < 3; i++) {
            bytes[at + i] ^= 0x55;
        }
        Files.write(file, bytes);

        int code = report();

        assertTrue(code == ExitCode.HOLDS || code == ExitCode.CANNOT_DECIDE, () -> code + ": " + err);
        assertTrue(out.toString().contains("damaged"), out::toString);
    }

    @Test
    void logWithoutAReadableDocumentIsRefusedByEveryCommand() throws IOException {
        record(requests(20));
        String run = directory.toString();
        Path file = queueFile();
        Files.write(directory.resolve("cpu.jfr"), new byte[0]);
        for (byte[] content : List.of(new byte[0], new byte[70_000])) {
            Files.write(file, content);
            for (String format : List.of("otlp", "chrome", "perfetto", "collapsed")) {
                assertEquals(ExitCode.DOES_NOT_HOLD, narrows("export", "--format", format, run));
                oneLine("has no readable document");
            }
            for (String command : List.of("report", "whatif", "cpu")) {
                assertEquals(ExitCode.DOES_NOT_HOLD, narrows(command, run), command);
                oneLine("has no readable document");
            }
            assertEquals(ExitCode.DOES_NOT_HOLD, narrows("log", "verify", run));
            oneLine("has no readable document");
            assertEquals(ExitCode.CANNOT_DECIDE, narrows("env", run));
            oneLine("has no readable document");
            assertEquals(ExitCode.CANNOT_DECIDE, narrows("compare", run, run));
            oneLine("FIRST cannot be compared: event log");
        }
    }

    @Test
    void requestsBehindADamagedHeaderAreShown() throws IOException {
        record(requests(300));
        Path file = queueFile();
        byte[] bytes = Files.readAllBytes(file);
        bytes[indexOf(bytes, "simulated")] ^= 0x55; // the name of the service
        Files.write(file, bytes);

        assertEquals(ExitCode.HOLDS, report(), err::toString);
        assertTrue(out.toString().contains("300 requests"), out::toString);
        assertEquals(
                1,
                out.toString()
                        .lines()
                        .filter(line -> line.contains("no readable header"))
                        .count(),
                out::toString);
        for (String format : List.of("otlp", "chrome", "perfetto", "collapsed")) {
            assertEquals(ExitCode.HOLDS, narrows("export", "--format", format, directory.toString()), err::toString);
            assertTrue(err.toString().contains("no readable header"), err::toString);
        }
        assertEquals(ExitCode.DOES_NOT_HOLD, narrows("log", "verify", directory.toString()));
        assertEquals(ExitCode.CANNOT_DECIDE, narrows("env", directory.toString()));
        oneLine("has no readable header");
    }

    @Test
    void whatCannotBeWrittenSaysWhyInPlainWords() {
        record(requests(20));
        Path missing = folder.resolve("none");

        assertEquals(
                ExitCode.ENVIRONMENT,
                narrows(
                        "report",
                        directory.toString(),
                        "--out",
                        missing.resolve("report.txt").toString()));
        oneLine("cannot be written: the folder " + missing + " does not exist");
        assertEquals(
                ExitCode.ENVIRONMENT,
                narrows(
                        "export",
                        "--format",
                        "otlp",
                        directory.toString(),
                        "--out",
                        missing.resolve("x").toString()));
        oneLine("cannot be written: the folder " + missing + " does not exist");
        assertEquals(ExitCode.ENVIRONMENT, narrows("report", directory.toString(), "--out", folder.toString()));
        oneLine("cannot be written: it is a directory");
        assertEquals(ExitCode.USAGE, narrows("report", ""));
        oneLine("RUN is empty");
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    private Path queueFile() {
        try (Stream<Path> files = Files.list(RunDirectory.open(directory).log())) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
