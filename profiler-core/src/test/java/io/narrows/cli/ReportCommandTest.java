package io.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.Recordings;
import io.narrows.analysis.RunSimulation;
import io.narrows.log.LogDocument;
import io.narrows.log.LogLimits;
import io.narrows.log.LogWriter;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunHeader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int narrows(String... args) {
        return Main.run(List.of(new ReportCommand()), new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private Path record(RunSimulation simulation) {
        return record(simulation.documents());
    }

    private Path record(List<LogDocument> documents) {
        return record(documents, LogLimits.DEFAULTS);
    }

    private Path record(List<LogDocument> documents, LogLimits limits) {
        Path directory = folder.resolve("run");
        RunDirectory run = RunDirectory.create(directory);
        try (LogWriter writer = LogWriter.open(run, (RunHeader) documents.get(0), limits)) {
            documents.stream().skip(1).forEach(writer::write);
        }
        return directory;
    }

    private static String load(int answered) {
        return "{\"schema\":\"narrows.load/1\",\"sessionTraceIdHigh\":\"0123456789abcdef\",\"answered\":" + answered
                + ",\"latencyMs\":{\"p50\":{\"value\":9.5}}}";
    }

    @Test
    void readsARunInEveryFormat() throws IOException {
        Path run = record(new RunSimulation(1).requests(300).other(20));
        Files.writeString(run.resolve("load.json"), load(300));

        assertEquals(ExitCode.HOLDS, narrows("report", run.toString()), err::toString);
        assertTrue(out.toString().contains("300 requests"), out::toString);
        assertTrue(out.toString().contains("client, from schedule"), out::toString);
        assertTrue(Files.readString(run.resolve("report.json")).contains("\"otherTraces\" : 20"));
        assertTrue(Files.readString(run.resolve("report.html")).startsWith("<!doctype html>"));
        for (String[] format :
                new String[][] {{"html", "<!doctype html>"}, {"json", "{"}, {"md", "# Run of simulated"}}) {
            out.getBuffer().setLength(0);
            assertEquals(ExitCode.HOLDS, narrows("report", run.toString(), "--format", format[0]), err::toString);
            assertTrue(out.toString().startsWith(format[1]), out::toString);
        }
        assertEquals("", err.toString());
    }

    @Test
    void writesToAFile() throws IOException {
        Path run = record(new RunSimulation(1).requests(50));
        Path file = folder.resolve("report.md");

        assertEquals(ExitCode.HOLDS, narrows("report", run.toString(), "--format", "md", "--out", file.toString()));
        assertEquals("", out.toString());
        assertTrue(Files.readString(file).contains("## Where the time goes"));
        assertEquals(
                ExitCode.ENVIRONMENT,
                narrows(
                        "report",
                        run.toString(),
                        "--out",
                        folder.resolve("no/dir").toString()));
        assertTrue(err.toString().contains("cannot be written: the folder "), err::toString);
        assertEquals(1, err.toString().lines().count());
    }

    @Test
    void runWithoutAGoodRequestCannotBeDecided() {
        Path run = record(new RunSimulation(1).requests(5).failedPart(1));

        assertEquals(ExitCode.CANNOT_DECIDE, narrows("report", run.toString()));
        assertTrue(out.toString().contains("No request ended well"), out::toString);
    }

    @Test
    void runOfHistogramsAloneIsAReport() throws IOException {
        Path run = record(Recordings.histogramsOnly(
                Recordings.full(new RunSimulation(1).requests(3_000).documents())));

        assertEquals(ExitCode.HOLDS, narrows("report", run.toString()), err::toString);
        assertTrue(out.toString().contains("3,000 requests in"), out::toString);
        assertTrue(out.toString().contains("none of them kept whole"), out::toString);
        assertTrue(Files.readString(run.resolve("report.json")).contains("\"latencyMs\" : null"));
    }

    @Test
    void logWhoseFirstFilesWereRemovedIsAReportOfTheRest() throws IOException {
        List<LogDocument> documents =
                Recordings.full(new RunSimulation(1).requests(30_000).documents());
        Path run = record(documents, new LogLimits(1 << 20, Duration.ofHours(1), 2 << 20));

        assertEquals(ExitCode.HOLDS, narrows("report", run.toString()), err::toString);
        assertTrue(out.toString().contains("removed to stay under"), out::toString);
        assertTrue(out.toString().contains("tokenize"), "the names of the stages are in every file: " + out);
        String json = Files.readString(run.resolve("report.json"));
        assertTrue(json.contains("\"service\" : \"simulated\""), json);
        assertFalse(json.contains("\"removedFiles\" : 0"), json);
    }

    @Test
    void saysWhatClientAndServerDisagreeOn() throws IOException {
        Path run = record(new RunSimulation(1).requests(30));
        Files.writeString(run.resolve("load.json"), load(31));
        Files.writeString(run.resolve("golden.json"), "[1");

        assertEquals(ExitCode.HOLDS, narrows("report", run.toString()));
        assertTrue(out.toString().contains("the client had 31 requests answered, the log holds 30"), out::toString);
        assertTrue(out.toString().contains("golden.json is not used"), out::toString);
    }

    @Test
    void damagedLoadFileIsToldAndAllTracesCount() throws IOException {
        Path run = record(new RunSimulation(1).requests(30).other(4));
        Files.writeString(run.resolve("load.json"), "{\"sessionTraceIdHigh\":\"xyz\"}");

        assertEquals(ExitCode.HOLDS, narrows("report", run.toString()));
        assertTrue(out.toString().contains("load.json is not used"), out::toString);
        assertTrue(out.toString().contains("sessionTraceIdHigh 'xyz'"), out::toString);
        assertTrue(out.toString().contains("34 requests"), out::toString);
    }

    @Test
    void ranksByAGoal() {
        Path run = record(new RunSimulation(6).requests(1_500).ratePerS(150));

        assertEquals(
                ExitCode.HOLDS,
                narrows("report", run.toString(), "--slo", "p50=1ms", "--format", "json"),
                err::toString);
        assertTrue(out.toString().contains("\"metric\" : \"latencyMs.p50\""), out::toString);
        assertFalse(out.toString().contains("\"metric\" : \"latencyMs.p99\""), out::toString);

        assertEquals(ExitCode.USAGE, narrows("report", run.toString(), "--slo", "p99=soon"));
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertTrue(err.toString().contains("'p99=soon' is no goal; one is p50"), err::toString);
    }

    @Test
    void refusesWhatIsNoRun() {
        assertEquals(
                ExitCode.ENVIRONMENT,
                narrows("report", folder.resolve("nowhere").toString()));
        assertEquals(ExitCode.ENVIRONMENT, narrows("report", folder.toString()));
        assertEquals(ExitCode.USAGE, narrows("report"));
        assertEquals(ExitCode.USAGE, narrows("report", folder.toString(), "--format", "pdf"));
        assertEquals(4, err.toString().lines().count(), err::toString);
    }
}
