package io.narrows.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.TextModels;
import io.narrows.server.model.variants.Variant;
import io.narrows.server.testing.Load;
import io.narrows.server.testing.ServerProcess;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code narrows serve --operators} on the real model, under load, and what {@code narrows report} says of it. */
@Timeout(120)
class OperatorsIT {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    /** Serves until some batches of those wanted have been profiled, and returns the report. */
    private String report(String engine, int wanted, int answers) throws Exception {
        Files.writeString(directory.resolve("c.yaml"), "model: {engine: " + engine + "}\nhttp: {port: 0}\n");
        return report(wanted, server -> {
            Load load = new Load(server.url());
            load.awaitAnswers(answers);
            server.terminate();
            load.join();
            assertTrue(load.failures().isEmpty(), () -> load.failures().toString());
        });
    }

    /** Sends a server what it is to answer, and tells it to stop. */
    private interface Client {
        void use(ServerProcess server) throws Exception;
    }

    private String report(int wanted, Client client) throws Exception {
        try (ServerProcess server = new ServerProcess(
                directory, "--config", "c.yaml", "--run", "run", "--operators", String.valueOf(wanted))) {
            client.use(server);
            assertEquals(0, server.exitCode(), server.messages());
            assertTrue(!server.messages().contains("profile"), server.messages());
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        Path.of("target/dist/narrows.jar").toAbsolutePath().toString(),
                        "report",
                        "run",
                        "--format",
                        "md")
                .directory(directory.toFile())
                .redirectError(directory.resolve("report.txt").toFile())
                .start();
        String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), Files.readString(directory.resolve("report.txt")));
        return report;
    }

    @Test
    void theReportShowsWhatPyTorchTells() throws Exception {
        String report = report("pytorch", 3, 300);

        assertTrue(report.contains("3 forwards were profiled by PyTorch (minilm version 1, fp32), "), report);
        assertTrue(report.contains("layer\\*.up (6 layers)"), report);
        assertTrue(report.contains("aten::"), report);
    }

    /** More are wanted than come: those that came are told when the server stops. */
    @Test
    void theReportShowsWhatOnnxRuntimeTells() throws Exception {
        String report = report("onnxruntime", 1_000, 300);

        assertTrue(report.contains("forwards were profiled by OnnxRuntime (minilm version 1, fp32), "), report);
        assertTrue(report.contains("encoder.layer.\\*.intermediate.dense (6 layers)"), report);
        assertTrue(report.contains("MatMul"), report);
    }

    @Test
    void theReportShowsTheLayersOfAnOnnxFileFromADirectory() throws Exception {
        Path version = Files.createDirectories(directory.resolve("models/any/1"));
        Files.copy(
                ModelCache.standard()
                        .prepare(TextModels.MINILM, EngineOptions.ONNXRUNTIME, Variant.FP32, PrepareListener.SILENT)
                        .network(),
                version.resolve("model.onnx"));
        Files.writeString(version.resolve("model.yaml"), """
                inputs:
                  - {name: input_ids, datatype: INT64, shape: [-1, -1]}
                  - {name: attention_mask, datatype: INT64, shape: [-1, -1]}
                  - {name: token_type_ids, datatype: INT64, shape: [-1, -1]}
                outputs:
                  - {name: last_hidden_state, datatype: FP32, shape: [-1, -1, 384]}
                batch-axis: 0
                """);
        Files.writeString(
                directory.resolve("c.yaml"), "model: {name: none}\nmodels: {directory: models}\nhttp: {port: 0}\n");
        String tensor = "\",\"datatype\":\"INT64\",\"shape\":[1,4],\"data\":";
        String body = "{\"inputs\":[{\"name\":\"input_ids" + tensor + "[101,2023,2003,102]},{\"name\":\"attention_mask"
                + tensor + "[1,1,1,1]},{\"name\":\"token_type_ids" + tensor + "[0,0,0,0]}]}";

        String report = report(2, server -> {
            HttpRequest request = HttpRequest.newBuilder(server.url().resolve("/v2/models/any/infer"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            HttpClient http = HttpClient.newHttpClient();
            for (int i = 0; i < 40; i++) {
                HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
                assertEquals(200, response.statusCode(), response::body);
            }
            server.terminate();
        });

        assertTrue(report.contains("2 forwards were profiled by OnnxRuntime (any version 1), "), report);
        assertTrue(report.contains("encoder.layer.\\*.intermediate.dense (6 layers)"), report);
    }
}
