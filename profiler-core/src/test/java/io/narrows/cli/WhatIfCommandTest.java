package io.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.log.LogDocument;
import io.narrows.log.LogLimits;
import io.narrows.log.LogWriter;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunHeader;
import io.narrows.whatif.QueueSimulation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhatIfCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path run = Path.of("");

    @BeforeEach
    void record() {
        run = record("run", simulation().documents());
    }

    private static QueueSimulation simulation() {
        return new QueueSimulation(3).requests(3_000).ratePerS(110).work(1, 5);
    }

    private Path record(String name, List<LogDocument> documents) {
        RunDirectory directory = RunDirectory.create(folder.resolve(name));
        try (LogWriter writer = LogWriter.open(directory, (RunHeader) documents.get(0), LogLimits.DEFAULTS)) {
            documents.stream().skip(1).forEach(writer::write);
        }
        return folder.resolve(name);
    }

    private int narrows(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(List.of(new WhatIfCommand()), new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @Test
    void predictsSeveralChangesTogether() throws IOException {
        assertEquals(
                ExitCode.HOLDS,
                narrows(
                        "whatif",
                        run.toString(),
                        "--stage",
                        "forward",
                        "--faster",
                        "20",
                        "--stage",
                        "prepare",
                        "--faster",
                        "10",
                        "--workers",
                        "2",
                        "--rate",
                        "5",
                        "--format",
                        "json"),
                err::toString);

        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertEquals("narrows.whatif/1", json.path("schema").asText());
        assertEquals(
                List.of("forward 20 % faster", "prepare 10 % faster", "2 workers", "5 % more requests"),
                new ObjectMapper().convertValue(json.at("/prediction/changes"), List.class));
        JsonNode p99 = json.at("/prediction/p99Ms");
        assertEquals(json.at("/observed/p99Ms").asDouble(), p99.path("observed").asDouble());
        assertTrue(
                p99.at("/predicted/lo").asDouble() <= p99.at("/predicted/value").asDouble(), p99::toString);
        assertTrue(p99.at("/changePercent/hi").asDouble() < 0, p99::toString);
    }

    @Test
    void showsStationsAndTheUnchangedReplay() {
        assertEquals(ExitCode.HOLDS, narrows("whatif", run.toString()), err::toString);

        assertTrue(out.toString().contains("queue: 1 worker (inferred)"), out::toString);
        assertTrue(out.toString().contains("busy with prepare, forward"), out::toString);

        assertEquals(ExitCode.HOLDS, narrows("whatif", run.toString(), "--cache-hits", "30"), err::toString);
        assertTrue(out.toString().contains("With 30 % of requests from a cache"), out::toString);
    }

    @Test
    void saysInOneLineWhatIsWrong() {
        assertEquals(ExitCode.USAGE, narrows("whatif", run.toString(), "--stage", "nothing", "--faster", "20"));
        assertEquals(
                "narrows whatif: stage 'nothing' is not in this run; its stages are forward, prepare, read, write",
                err.toString().strip());
        assertEquals(ExitCode.USAGE, narrows("whatif", run.toString(), "--workers", "0"));
        assertEquals(
                "narrows whatif: workers is 0, but must be from 1 to 65536",
                err.toString().strip());
        assertEquals(ExitCode.USAGE, narrows("whatif", run.toString(), "--stage", "forward"));
        assertEquals(ExitCode.USAGE, narrows("whatif", run.toString(), "--station", "queue", "--rate", "5"));
        Path sampled = record("sampled", simulation().weight(4).documents());
        assertEquals(ExitCode.CANNOT_DECIDE, narrows("whatif", sampled.toString(), "--rate", "10"));
        assertEquals(
                "narrows whatif: the log holds only a sample of the requests, and queues cannot be replayed from a sample",
                err.toString().strip());
    }
}
