package io.narrows.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.testing.Load;
import io.narrows.server.testing.ServerProcess;
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
        try (ServerProcess server = new ServerProcess(
                directory, "--config", "c.yaml", "--run", "run", "--operators", String.valueOf(wanted))) {
            Load load = new Load(server.url());
            load.awaitAnswers(answers);
            server.terminate();
            load.join();
            assertTrue(load.failures().isEmpty(), () -> load.failures().toString());
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

        assertTrue(report.contains("3 forwards were profiled by PyTorch (minilm, fp32), "), report);
        assertTrue(report.contains("layer\\*.up (6 layers)"), report);
        assertTrue(report.contains("aten::"), report);
    }

    /** More are wanted than come: those that came are told when the server stops. */
    @Test
    void theReportShowsWhatOnnxRuntimeTells() throws Exception {
        String report = report("onnxruntime", 1_000, 300);

        assertTrue(report.contains("forwards were profiled by OnnxRuntime (minilm, fp32), "), report);
        assertTrue(report.contains("encoder.layer.\\*.intermediate.dense (6 layers)"), report);
        assertTrue(report.contains("MatMul"), report);
    }
}
