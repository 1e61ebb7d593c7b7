package io.narrows.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.server.testing.Load;
import io.narrows.server.testing.RunLog;
import io.narrows.server.testing.ServerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real model under load in each mode: nothing is lost on SIGTERM, and its run gives a report that adds up. */
@Timeout(120)
class BatchingModesIT {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"mode: adaptive", "mode: fixed, delay: 3ms", "mode: 'off'"})
    void servesStopsInOrderAndCanBeReported(String batching) throws Exception {
        Files.writeString(
                directory.resolve("c.yaml"),
                "batching: {" + batching + ", latency-goal: 1h}\nprofiling: {budget: 1, run: run}\nhttp: {port: 0}\n");
        List<Load.Answer> answers;
        try (ServerProcess server = new ServerProcess(directory, "--config", "c.yaml")) {
            Load load = new Load(server.url());
            load.awaitAnswers(250);
            server.terminate();
            load.join();
            assertEquals(List.of(), load.failures(), server::toString);
            assertEquals(0, server.exitCode(), server.messages());
            answers = load.answers();
        }
        RunLog log = RunLog.read(directory.resolve("run"));
        assertTrue(log.footer(), "the log has no footer");
        assertTrue(answers.stream().allMatch(answer -> log.traceIds().contains(answer.traceId())));
        JsonNode report = report();
        assertTrue(
                report.at("/run/traces/measured").asInt() > 100,
                report.get("run").toString());
        assertTrue(
                report.at("/unaccounted/shareOfMean").asDouble() < 0.1,
                report.get("unaccounted").toString());
        JsonNode queue = queue(report);
        assertTrue(queue.get("maxBatch").asInt() <= (batching.contains("off") ? 1 : 8), queue.toString());
        assertEquals(batching.contains("delay") ? 3 : 0, queue.get("maxWaitMs").asInt(), queue.toString());
    }

    private static JsonNode queue(JsonNode report) {
        for (JsonNode station : report.at("/whatIf/stations")) {
            if (station.get("name").asText().equals("queue")) {
                return station;
            }
        }
        throw new AssertionError("no queue in " + report.get("whatIf"));
    }

    private JsonNode report() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        Path.of("target/dist/narrows.jar").toAbsolutePath().toString(),
                        "report",
                        "run",
                        "--format",
                        "json")
                .directory(directory.toFile())
                .redirectError(directory.resolve("report.txt").toFile())
                .start();
        String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), Files.readString(directory.resolve("report.txt")));
        return new ObjectMapper().readTree(report);
    }
}
