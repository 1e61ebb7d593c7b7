package io.narrows.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.narrows.server.config.ConfigLoader;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.TextModels;
import io.narrows.server.testing.RawClient;
import io.narrows.server.testing.RawClient.Response;
import io.narrows.server.testing.RunLog;
import io.narrows.server.testing.ScriptFile;
import io.narrows.server.testing.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code narrows serve} as a process: what it prints and how it ends. */
@Timeout(120)
class ServeCommandIT {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    /** Runs a command that is to fail, and checks that it says one line and nothing on standard output. */
    private void fails(int exitCode, String says, String... arguments) throws Exception {
        failsWith(Map.of(), exitCode, says, arguments);
    }

    private void failsWith(Map<String, String> environment, int exitCode, String says, String... arguments)
            throws Exception {
        fails(ServerProcess.start(directory, environment, arguments), exitCode, says);
    }

    private void fails(Process process, int exitCode, String says) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        String messages = Files.readString(directory.resolve("stderr.txt"));
        assertEquals(exitCode, process.exitValue(), messages);
        assertEquals("", out);
        String[] lines = messages.strip().split("\n");
        assertTrue(lines[lines.length - 1].contains(says), messages);
        assertTrue(!messages.contains("\tat "), messages);
    }

    @Test
    void endsWithItsParentAndLeavesAWholeLog() throws Exception {
        try (ServerProcess server = new ServerProcess(directory, "--port", "0", "--run", "run", "--exit-with-parent")) {
            server.endInput();
            assertEquals(0, server.exitCode(), server.messages());
            assertTrue(RunLog.read(directory.resolve("run")).footer());
            String config = Files.readString(directory.resolve("run/config.yaml"));
            assertTrue(config.contains("  run: run\n"), config);
            assertEquals(config, ConfigLoader.parse(config, "config.yaml").toYaml(), "it reads back as it is");
        }
    }

    @Test
    void aSignalDuringTheWarmUpEndsItBeforeItListens() throws Exception {
        Files.writeString(
                directory.resolve("c.yaml"), "warm-up: {requests: 1000000}\nprofiling: {run: run}\nhttp: {port: 0}\n");
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        Process process = ServerProcess.start(directory, environment, "--config", "c.yaml");
        try {
            while (warmUps(temporary) == 0 && process.isAlive()) {
                Thread.onSpinWait();
            }
            process.toHandle().destroy(); // the process itself would close the streams too
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            String messages = Files.readString(directory.resolve("stderr.txt"));
            assertEquals(0, process.exitValue(), messages);
            assertEquals("", out);
            assertTrue(messages.contains("stopping: SIGTERM"), messages);
            assertEquals(0, warmUps(temporary));
            assertTrue(Files.notExists(directory.resolve("run/log")), "nothing was served, nothing is recorded");
        } finally {
            process.destroyForcibly();
        }
    }

    private static long warmUps(Path temporary) throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("narrows-warm-up"))
                    .count();
        }
    }

    @Test
    void variantsAreServedSideBySideAndTheirTracesSayWhich() throws Exception {
        Files.writeString(
                directory.resolve("c.yaml"),
                "model: {variants: [fp32-sdpa]}\nprofiling: {budget: 1, run: run}\nhttp: {port: 0}\n");
        Map<String, String> paths = Map.of(
                "0".repeat(31) + "1", "/v2/models/minilm/infer",
                "0".repeat(31) + "2", "/v2/models/minilm@fp32-sdpa/infer",
                "0".repeat(31) + "3", "/v2/models/minilm/versions/1/infer");
        try (ServerProcess server = new ServerProcess(directory, "--config", "c.yaml", "--exit-with-parent");
                RawClient client = new RawClient(server.url().getPort())) {
            for (Map.Entry<String, String> entry : paths.entrySet()) {
                String parameters = entry.getKey().endsWith("3") ? "{\"variant\":\"fp32-sdpa\"}" : "{}";
                String body = RawClient.body("a cat").replace("{\"id\"", "{\"parameters\":" + parameters + ",\"id\"");
                String traceparent = "traceparent: 00-" + entry.getKey() + "-00f067aa0ba902b7-01";
                Response response = client.send(
                                RawClient.post(body, traceparent).replace("/v2/models/minilm/infer", entry.getValue()))
                        .read();
                assertEquals(200, response.status(), response.body());
            }
            server.endInput();
            assertEquals(0, server.exitCode(), server.messages());
        }
        RunLog log = RunLog.read(directory.resolve("run"));
        assertEquals(
                "infer minilm variant 0 queue / infer minilm@fp32-sdpa variant 1 queue.minilm@fp32-sdpa"
                        + " / infer minilm variant 1 queue.minilm@fp32-sdpa",
                String.join(
                        " / ",
                        served(log, "0".repeat(31) + "1"),
                        served(log, "0".repeat(31) + "2"),
                        served(log, "0".repeat(31) + "3")));
    }

    private static String served(RunLog log, String traceId) {
        RunLog.Traced trace = Objects.requireNonNull(log.traces().get(traceId));
        String queue = trace.stages().stream()
                .filter(stage -> stage.startsWith("queue"))
                .findFirst()
                .orElse("no queue");
        return trace.kind() + " variant " + trace.attributes().get("variant") + " " + queue;
    }

    @Test
    void aDirectoryOfModelsIsServedAndRecorded() throws Exception {
        ScriptFile.write(directory.resolve("models/net/1/model.pt"), "x", "Tensor: torch.neg(x)");
        Files.writeString(
                directory.resolve("models/net/1/model.yaml"),
                "inputs: [{name: x, datatype: INT32, shape: [-1]}]\noutputs: [{name: y, datatype: INT32, shape: [-1]}]\n"
                        + "batch-axis: 0\n");
        Files.writeString(
                directory.resolve("c.yaml"),
                "model: {name: none}\nmodels: {directory: models}\nprofiling: {budget: 1, run: run}\nhttp: {port: 0}\n");
        String traceId = "0".repeat(31) + "1";
        try (ServerProcess server = new ServerProcess(directory, "--config", "c.yaml", "--exit-with-parent");
                RawClient client = new RawClient(server.url().getPort())) {
            String body = "{\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"INT32\",\"data\":[7,-8]}]}";
            Response response = client.send(RawClient.post(body, "traceparent: 00-" + traceId + "-00f067aa0ba902b7-01")
                            .replace("/minilm/", "/net/"))
                    .read();
            assertTrue(response.body().contains("\"data\":[-7,8]"), response.body());
            server.endInput();
            assertEquals(0, server.exitCode(), server.messages());
        }
        RunLog.Traced trace = Objects.requireNonNull(
                RunLog.read(directory.resolve("run")).traces().get(traceId));
        assertEquals("infer net", trace.kind());
        assertEquals(
                "http.read prepare.wait decode validate queue batch.assemble forward postprocess encode.wait encode"
                        + " http.write",
                String.join(" ", trace.stages()));
    }

    @Test
    void aDirectoryThatCannotBeServedIsOneLine() throws Exception {
        Files.writeString(
                directory.resolve("c.yaml"), "model: {name: none}\nmodels: {directory: models}\nhttp: {port: 0}\n");
        fails(4, "models directory models cannot be read: it does not exist", "--config", "c.yaml", "--no-profiling");
        Path version = Files.createDirectories(directory.resolve("models/net/1"));
        Files.writeString(version.resolve("model.yaml"), "outputs: 3");
        fails(4, "models/net/1/model.yaml: file models/net/1/model.pt does not exist", "--config", "c.yaml");
        Files.writeString(version.resolve("model.pt"), "no network");
        fails(2, "models/net/1/model.yaml: inputs is missing; it must be a list of at least one", "--config", "c.yaml");
    }

    @Test
    void aTakenPortIsExitCode4() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = String.valueOf(taken.getLocalPort());
            fails(4, "cannot listen on 127.0.0.1:" + port + ": the port is taken", "--port", port, "--no-profiling");
        }
    }

    @Test
    void whatIsWrongWithPortAndRunIsSaidBeforeTheModelIsPrepared() throws Exception {
        Map<String, String> emptyCache =
                Map.of("NARROWS_HOME", directory.resolve("cache").toString());
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = String.valueOf(taken.getLocalPort());
            failsWith(emptyCache, 4, "cannot listen on 127.0.0.1:" + port, "--port", port, "--no-profiling");
        }
        Files.createDirectories(directory.resolve("old/log"));
        failsWith(emptyCache, 4, "run directory old already holds a run", "--port", "0", "--run", "old");
        Files.writeString(directory.resolve("c.yaml"), "profiling: {max-log-bytes: 100MiB}");
        failsWith(emptyCache, 2, "must be at least twice profiling.rotate-bytes", "--port", "0", "--config", "c.yaml");
        assertTrue(Files.notExists(directory.resolve("cache")));
        assertTrue(Files.notExists(directory.resolve("narrows-runs")));
    }

    @Test
    void aRunInTheDefaultPlaceIsTheLatest() throws Exception {
        try (ServerProcess server = new ServerProcess(directory, "--port", "0", "--exit-with-parent")) {
            server.endInput();
            assertEquals(0, server.exitCode(), server.messages());
            assertTrue(RunLog.read(directory.resolve("narrows-runs/latest")).footer());
        }
    }

    @Test
    void aRunDirectoryThatIsAFileIsExitCode4() throws Exception {
        Files.createFile(directory.resolve("run"));
        fails(4, "run", "--port", "0", "--run", "run");
    }

    @Test
    void anUnknownModelIsExitCode4() throws Exception {
        Files.writeString(directory.resolve("c.yaml"), "model: {name: bert}");
        fails(4, "bert", "--port", "0", "--config", "c.yaml", "--no-profiling");
    }

    @Test
    void anEngineThatThisHostLacksIsExitCode4() throws Exception {
        String missing = TextModels.missing(EngineOptions.TENSORRT, ModelCache.standard());
        assumeTrue(missing != null, "skipped: this host has TensorRT");
        Files.writeString(directory.resolve("c.yaml"), "model: {engine: tensorrt}");
        String says = "engine \"tensorrt\" is not available: " + missing + "; use engine \"pytorch\"";
        fails(4, says, "--port", "0", "--config", "c.yaml", "--no-profiling");
    }

    @Test
    void settingsOfTensorRtThatDoNotFitEachOtherAreExitCode2() throws Exception {
        Files.writeString(directory.resolve("c.yaml"), "model: {engine: tensorrt}\ntensorrt: {max-batch: 4}");
        String says = "tensorrt.opt-batch is 8, must be at most tensorrt.max-batch, which is 4";
        fails(2, says, "--port", "0", "--config", "c.yaml", "--no-profiling");
    }

    @Test
    void aCacheThatCannotBeWrittenIsExitCode4() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        String home = file.resolve("cache").toString();
        failsWith(Map.of("NARROWS_HOME", home), 4, home, "--port", "0", "--no-profiling");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "skipped: Windows has no ulimit")
    void noRoomForTheModelIsExitCode4() throws Exception {
        Path home = directory.resolve("home");
        Map<String, String> environment = Map.of("NARROWS_HOME", home.toString());
        fails(
                ServerProcess.startWithSmallFiles(2000, directory, environment, "--port", "0", "--no-profiling"),
                4,
                "cache folder " + home.resolve("models") + " cannot be used: ");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "skipped: Windows has no ulimit")
    void noRoomForTheLogIsExitCode4() throws Exception {
        // what the engine unpacks must be there before
        TextModels.open(TextModels.MINILM, EngineOptions.defaults()).close();
        fails(
                ServerProcess.startWithSmallFiles(512, directory, Map.of(), "--port", "0", "--run", "run"),
                4,
                "run/log cannot be written: ");
    }

    @Test
    void aMissingConfigFileIsExitCode4() throws Exception {
        fails(4, "config file nowhere.yaml does not exist", "--config", "nowhere.yaml");
    }

    @Test
    void aMisspeltKeyIsExitCode2() throws Exception {
        Files.writeString(directory.resolve("c.yaml"), "batching: {max-sise: 4}");
        fails(2, "unknown key batching.max-sise; did you mean batching.max-size?", "--config", "c.yaml");
    }

    @Test
    void aWrongPortIsExitCode2() throws Exception {
        fails(2, "http.port is \"99999\"; it must be a whole number from 0 to 65535", "--port", "99999");
    }
}
