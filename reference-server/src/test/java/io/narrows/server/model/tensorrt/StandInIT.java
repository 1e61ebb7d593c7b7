package io.narrows.server.model.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.server.testing.ServerProcess;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code narrows serve} with TensorRT through its real bindings, against a stand-in for NVIDIA's libraries: every call with its
 * arguments, what is said when one fails, and that nothing is left over. What a GPU would do with them it cannot tell.
 */
@EnabledOnOs(
        value = OS.LINUX,
        architectures = "amd64",
        disabledReason = "skipped: the bindings are those of Linux x86-64")
@Timeout(180)
class StandInIT {
    private static final String CONFIG = """
            model: {engine: tensorrt}
            tensorrt: {precision: %s, max-batch: 4, opt-batch: 2, opt-tokens: 6, calibration: texts.txt}
            profiling: {enabled: false}
            http: {port: 0}
            golden: {gate: off}
            """;

    @TempDir
    private Path directory;

    private StandIn standIn;

    @BeforeEach
    void compile() throws Exception {
        assumeTrue(StandIn.possible(), "skipped: no g++");
        standIn = new StandIn(directory);
        Files.writeString(directory.resolve("texts.txt"), "one\ntwo\nthree\nfour\nfive\n");
    }

    @Test
    void servesFromAPlanThatIsCompiledOnceAndLeavesNothingOver() throws Exception {
        List<String> first = served("fp16");
        assertTrue(
                first.containsAll(List.of(
                        "flag 0 on",
                        "min of attention_mask is 1x1",
                        "opt of attention_mask is 1x6",
                        "max of attention_mask is 1x256",
                        "opt of token_type_ids is 2x6",
                        "max of input_ids is 4x256",
                        "run with profile 1: 4x4, 11 tokens",
                        "run with profile 0: 1x4, 3 tokens")),
                first::toString);
        assertTrue(first.indexOf("delete parser, live 2") > first.indexOf("delete config, live 3"), first::toString);
        nothingIsLeft(first);

        List<String> second = served("fp16");
        assertFalse(second.stream().anyMatch(line -> line.startsWith("new builder")), second::toString);
        nothingIsLeft(second);
    }

    @Test
    void integersAreCalibratedWithTheTextsOfTheFile() throws Exception {
        List<String> log = served("int8");
        int start = log.indexOf("calibration with 2 texts a batch, cached 0");
        assertEquals("calibration batch begins with 101", log.get(start + 1), log::toString);
        assertEquals("calibration batch begins with 101", log.get(start + 2), log::toString);
        assertTrue(log.get(start + 3).startsWith("new host memory"), log::toString);
        nothingIsLeft(log);
    }

    @Test
    void whatFailsIsOneLineAndLeavesNothingOver() throws Exception {
        fails(
                "STAND_IN_HAS_NO_GPU",
                "engine \"tensorrt\" is not available: there is no NVIDIA GPU; use engine \"pytorch\"");
        fails("STAND_IN_CANNOT_PARSE", "model.onnx: no such operator (node 7)");
        nothingIsLeft(standIn.log());
        fails(
                "STAND_IN_CANNOT_BUILD",
                "TensorRT cannot compile the network: Could not find any implementation for node X.");
        nothingIsLeft(standIn.log());
        fails("STAND_IN_MOST_BYTES", "cannot pin 1572864 bytes of memory: no memory is left");
        nothingIsLeft(standIn.log());
    }

    /** Starts a server, has it answer, stops it, and returns what the stand-in was asked for. */
    private List<String> served(String precision) throws Exception {
        Process process = start(precision, Map.of());
        try {
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = out.readLine();
            assertTrue(line != null && line.startsWith("listening on "), this::messages);
            answers(URI.create(line.substring("listening on ".length())));
            process.destroy();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue(), this::messages);
        } finally {
            process.destroyForcibly();
        }
        return standIn.log();
    }

    /** Five texts, which are one batch above the largest pass; each vector tells the mean id of its text. */
    private static void answers(URI server) throws Exception {
        String request = "{\"inputs\":[{\"name\":\"text\",\"shape\":[5],\"datatype\":\"BYTES\","
                + "\"data\":[\"Hello world\",\"\",\"hello\",\"\",\"hello\"]}]}";
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.resolve("/v2/models/minilm/infer"))
                                .POST(HttpRequest.BodyPublishers.ofString(request))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        JsonNode data = new ObjectMapper().readTree(response.body()).at("/outputs/0/data");
        double[] means = {
            (101 + 7592 + 2088 + 102) / 4.0, 101.5, (101 + 7592 + 102) / 3.0, 101.5, (101 + 7592 + 102) / 3.0
        };
        for (int i = 0; i < means.length; i++) {
            double mean =
                    1000 * data.get(384 * i).asDouble() / data.get(384 * i + 1).asDouble();
            assertEquals(means[i], mean, 0.01, "text " + i);
        }
    }

    private void fails(String how, String says) throws Exception {
        Process process = start("fp32", Map.of(how, "1000000"));
        assertTrue(process.waitFor(120, TimeUnit.SECONDS));
        assertEquals(4, process.exitValue(), this::messages);
        String[] lines = messages().strip().split("\n");
        assertTrue(lines[lines.length - 1].contains(says), this::messages);
    }

    private Process start(String precision, Map<String, String> further) throws Exception {
        Files.writeString(directory.resolve("c.yaml"), CONFIG.formatted(precision));
        Map<String, String> variables = new HashMap<>(further);
        variables.put("NARROWS_HOME", directory.resolve("home").toString());
        return ServerProcess.start(directory, standIn.environment(variables), "--config", "c.yaml");
    }

    private String messages() {
        try {
            return Files.readString(directory.resolve("stderr.txt"));
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }

    /** Objects, pieces of memory, streams; and nothing was called that should not be. */
    private static void nothingIsLeft(List<String> log) {
        for (String last : List.of(", live ", "pieces of memory ", "streams ")) {
            log.stream()
                    .filter(line -> line.contains(last))
                    .reduce((before, after) -> after)
                    .ifPresent(line -> assertTrue(line.endsWith(last + "0"), line));
        }
        assertTrue(log.stream().anyMatch(line -> line.endsWith(", live 0")), log::toString);
        assertFalse(
                log.stream().anyMatch(line -> line.startsWith("WRONG") || line.startsWith("UNEXPECTED")),
                log::toString);
    }
}
