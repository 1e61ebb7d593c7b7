package io.narrows.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.analysis.statistics.Estimate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    private static final Row HOLDS = Row.atMost("ratio", new Estimate(1.0, 0.99, 1.005), "", 1.01, "12 pairs");
    private static final Row MISSED = Row.atMost("ratio", new Estimate(1.05, 1.02, 1.08), "", 1.01, "");
    private static final Row UNCERTAIN = Row.atMost("ratio", new Estimate(1.0, 0.97, 1.03), "", 1.01, "");
    private static final Row TOO_FEW = Row.atMost("ratio", Estimate.withoutInterval(1.0), "", 1.01, "");
    private static final Row INFORMS = Row.count("in flight", 7, "", "");

    @Test
    void exitCodeFollowsTheTargets() {
        assertEquals(0, Results.exitCode(List.of(HOLDS, INFORMS)));
        assertEquals(1, Results.exitCode(List.of(HOLDS, MISSED, UNCERTAIN)));
        assertEquals(3, Results.exitCode(List.of(HOLDS, UNCERTAIN)));
        assertEquals(3, Results.exitCode(List.of(TOO_FEW)));
        assertEquals(3, Results.exitCode(List.of(INFORMS)), "nothing was to hold, so nothing does");
        assertEquals(3, Results.exitCode(List.of(Row.exactly("lost", 0, "", 0, ""), Row.some("asked", 0, ""))));
        assertEquals(1, Results.exitCode(List.of(Row.exactly("lost", 2, "", 0, ""))));
    }

    @Test
    void jsonHasTheRowsAndTheEnvironment(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("results/x.json");
        Results.write(file, "x", true, List.of(HOLDS, INFORMS), new TreeMap<>(Map.of("os", "Linux")));
        JsonNode json = new ObjectMapper().readTree(Files.readString(file));

        assertEquals("x", json.get("benchmark").asText());
        assertTrue(json.get("quick").asBoolean());
        assertEquals("Linux", json.at("/environment/os").asText());
        JsonNode row = json.at("/rows/0");
        assertEquals("ratio", row.get("row").asText());
        assertEquals(1.0, row.get("value").asDouble());
        assertEquals(0.99, row.get("lo").asDouble());
        assertEquals(1.005, row.get("hi").asDouble());
        assertEquals("<= 1.01", row.get("target").asText());
        assertEquals("yes", row.get("holds").asText());
        assertEquals("12 pairs", row.get("note").asText());
        assertTrue(json.at("/rows/1/lo").isNull());
    }

    @Test
    void tableShowsWhatHolds() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Results.print(List.of(HOLDS, MISSED), new PrintStream(bytes, true, StandardCharsets.UTF_8));
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();

        assertEquals(3, lines.size());
        assertTrue(lines.get(1).contains("[0.9900, 1.005]"), lines.get(1));
        assertTrue(lines.get(2).contains("<= 1.01     no"), lines.get(2));
    }

    @Test
    void unknownNamesAndOptionsAreUsageErrors() throws IOException {
        assertEquals(2, Benchmarks.run("nonsense"));
        assertEquals(2, Benchmarks.run());
        assertEquals(2, Benchmarks.run("overhead", "--quick", "--nonsense"));
        assertEquals(2, Benchmarks.run("kill9", "--control"), "an option of another benchmark");
    }

    @Test
    void atLeastHoldsByTheWholeInterval() {
        assertEquals(
                Row.Holds.YES,
                Row.atLeast("r", new Estimate(1, 0.99, 1.01), "", 0.99, "").holds());
        assertEquals(
                Row.Holds.NO,
                Row.atLeast("r", new Estimate(0.9, 0.88, 0.98), "", 0.99, "").holds());
        assertEquals(
                Row.Holds.CANNOT_TELL,
                Row.atLeast("r", new Estimate(1, 0.98, 1.02), "", 0.99, "").holds());
        assertEquals(
                Row.Holds.CANNOT_TELL,
                Row.atLeast("r", Estimate.withoutInterval(2), "", 0.99, "").holds());
        assertEquals(
                ">= 3000000",
                Row.atLeast("r", new Estimate(4e6, 3.9e6, 4.1e6), "", 3e6, "").target());
    }
}
