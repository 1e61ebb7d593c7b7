package io.narrows.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.testing.RawClient;
import io.narrows.server.testing.RawClient.Response;
import io.narrows.server.testing.ServerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The golden gate of a server as a user starts it, with the real model in forms that pass and one that does not. */
@Timeout(300)
class GateIT {
    @TempDir
    Path directory;

    @Test
    void formsThatPassAreServedAndTheirResultsKept() throws Exception {
        configure("{variants: [int8-rows]}");
        try (ServerProcess server = new ServerProcess(directory, "--config", "c.yaml", "--exit-with-parent")) {
            server.endInput();
            assertEquals(0, server.exitCode(), server.messages());
            assertTrue(
                    server.messages()
                            .contains("golden: model minilm version 1, variant fp32, tier same-precision-other-engine:"
                                    + " all 16 samples agree ("),
                    server.messages());
            assertTrue(
                    server.messages()
                            .contains(
                                    "golden: model minilm version 1, variant int8-rows, tier quantized: all 64 samples agree ("),
                    server.messages());
        }
        assertTrue(Files.readString(directory.resolve("run/golden.json")).contains("\"passed\" : true"));
        assertTrue(Files.readString(directory.resolve("run/golden-minilm-1-int8-rows.json"))
                .contains("\"tier\" : \"quantized\""));
    }

    /** One scale for all tokens of a batch: the order of similarities suffers more than the tier allows. */
    @Test
    void formThatDoesNotPassIsRefusedWithItsReport() throws Exception {
        configure("{variant: int8-dynamic}");
        Process process = ServerProcess.start(directory, Map.of(), "--config", "c.yaml");
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        String messages = Files.readString(directory.resolve("stderr.txt"));
        assertEquals(1, process.exitValue(), messages);
        assertEquals("", out, "it never listened");
        String last = messages.lines().reduce("", (before, line) -> line);
        assertTrue(
                last.contains(
                        "golden.gate is require, and 1 of 1 models did not pass: golden: model minilm version 1, variant"
                                + " int8-dynamic, tier quantized: "),
                messages);
        assertTrue(last.endsWith(Path.of("run", "golden.json").toString()), messages);
        assertTrue(Files.readString(directory.resolve("run/golden.json")).contains("\"passed\" : false"));
    }

    /** The same form beside the default one costs only itself. */
    @Test
    void variantThatDoesNotPassIsLeftOutAndTheServerSaysWhy() throws Exception {
        configure("{variants: [int8-dynamic]}");
        try (ServerProcess server = new ServerProcess(directory, "--config", "c.yaml", "--exit-with-parent");
                RawClient client = new RawClient(server.url().getPort())) {
            assertTrue(
                    server.messages()
                            .lines()
                            .anyMatch(line -> line.contains("variant int8-dynamic, tier quantized: ")
                                    && line.endsWith(
                                            "golden-minilm-1-int8-dynamic.json; it is left out, because golden.gate is"
                                                    + " require")),
                    server.messages());
            assertEquals(
                    200, client.send(RawClient.post(RawClient.body("a"))).read().status());
            Response refused = client.send(RawClient.post(RawClient.body("a"))
                            .replace("/models/minilm/", "/models/minilm@int8-dynamic/"))
                    .read();
            assertEquals(503, refused.status());
            assertTrue(
                    refused.body()
                            .startsWith(
                                    "{\"error\":\"variant int8-dynamic of model minilm is left out: golden check failed: "),
                    refused.body());
        }
    }

    private void configure(String model) throws Exception {
        Files.writeString(
                directory.resolve("c.yaml"),
                "model: " + model + "\ngolden: {gate: require}\nprofiling: {run: run}\nhttp: {port: 0}\n");
    }
}
