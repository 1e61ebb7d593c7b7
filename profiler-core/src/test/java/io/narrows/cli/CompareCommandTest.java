package io.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.analysis.RunSimulation;
import io.narrows.log.LogDocument;
import io.narrows.log.LogLimits;
import io.narrows.log.LogWriter;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunHeader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int narrows(String... args) {
        return Main.run(
                List.of(new CompareCommand(), new EnvCommand()),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                args);
    }

    private String record(String name, double ratePerS, Map<String, String> environment) {
        List<LogDocument> documents =
                new RunSimulation(1).ratePerS(ratePerS).requests(6_000).documents();
        RunHeader first = (RunHeader) documents.get(0);
        Map<String, String> all = new TreeMap<>(first.environment());
        all.putAll(environment);
        RunHeader header = new RunHeader(
                first.formatVersion(), first.service(), first.processId(), first.anchorWallNs(), first.anchorNs(), all);
        Path directory = folder.resolve(name);
        try (LogWriter writer = LogWriter.open(RunDirectory.create(directory), header, LogLimits.DEFAULTS)) {
            documents.stream().skip(1).forEach(writer::write);
        }
        return directory.toString();
    }

    @Test
    void saysWhatRegressedAndWhy() {
        String calm = record("calm", 40, Map.of("cpus", "2"));
        String loaded = record("loaded", 120, Map.of("cpus", "4"));

        assertEquals(ExitCode.DOES_NOT_HOLD, narrows("compare", calm, loaded), err::toString);
        String text = out.toString();
        assertTrue(text.startsWith("verdict      regressed"), text);
        assertTrue(text.contains("forward"), text);
        assertTrue(text.contains("matters      cpus: 2 -> 4"), text);
        assertTrue(text.contains("warning      the runs were recorded in different environments: cpus"), text);
        assertEquals("", err.toString());
    }

    @Test
    void tellsMachinesTheSame() throws IOException {
        String calm = record("calm", 40, Map.of());

        assertEquals(
                ExitCode.HOLDS, narrows("compare", calm, calm, "--within", "25", "--format", "json"), err::toString);
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertEquals("narrows.compare/1", json.path("schema").asText());
        assertEquals("equivalent", json.path("verdict").asText());
        assertEquals(1, json.path("metrics").get(0).path("ratio").path("value").asDouble());
        assertEquals(0, json.path("warnings").size());
    }

    @Test
    void envTellsOnePlaceOrTwo() {
        String first = record("first", 40, Map.of("cpus", "2", "batching.workers", "1"));
        String second = record("second", 40, Map.of("cpus", "2", "batching.workers", "3"));

        assertEquals(ExitCode.HOLDS, narrows("env", first), err::toString);
        assertTrue(out.toString().contains("batching.workers: 1"), out::toString);
        out.getBuffer().setLength(0);
        assertEquals(ExitCode.HOLDS, narrows("env", first, second), err::toString);
        assertTrue(out.toString().contains("chosen       batching.workers: 1 -> 3"), out::toString);
        String third = record("third", 40, Map.of("cpus", "8"));
        assertEquals(ExitCode.DOES_NOT_HOLD, narrows("env", first, third), err::toString);
    }

    @Test
    void refusesInOneLine() {
        String run = record("run", 40, Map.of());

        assertEquals(ExitCode.USAGE, narrows("compare", run, run, "--within", "0"));
        assertEquals(ExitCode.USAGE, narrows("compare", run));
        assertEquals(
                ExitCode.ENVIRONMENT,
                narrows("compare", run, folder.resolve("none").toString()));
        assertEquals(3, err.toString().lines().count(), err::toString);
    }
}
