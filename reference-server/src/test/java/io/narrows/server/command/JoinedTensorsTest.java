package io.narrows.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.server.LoadedModel;
import io.narrows.server.LoadedModels;
import io.narrows.server.NarrowsServer;
import io.narrows.server.config.ConfigLoader;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.http.ServerMetrics;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.tensor.BatchAxis;
import io.narrows.server.model.tensor.Tensor;
import io.narrows.server.model.tensor.TensorModel;
import io.narrows.server.testing.OnnxModelFile;
import io.narrows.server.testing.OnnxModelFile.Type;
import io.narrows.server.testing.RawClient;
import io.narrows.server.testing.RawClient.Response;
import io.narrows.server.testing.RunLog;
import io.narrows.server.testing.ScriptFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests for a table of three rows that both engines run, joined in one forward: one of them asks for a row that is not there. */
@Timeout(120)
class JoinedTensorsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    /** A real network whose forwards wait until the test lets them run, so that it knows which requests are joined. */
    private static final class Held implements TensorModel {
        private final TensorModel model;
        private final Semaphore started = new Semaphore(0);
        private final Semaphore permits = new Semaphore(0);
        private final BlockingQueue<Integer> forwards = new LinkedBlockingQueue<>();

        Held(TensorModel model) {
            this.model = model;
        }

        @Override
        public ModelInfo info() {
            return model.info();
        }

        @Override
        public BatchAxis batchAxis() {
            return new BatchAxis(0);
        }

        @Override
        public Runner newRunner() {
            Runner runner = model.newRunner();
            return new Runner() {
                @Override
                public Batch assemble(List<List<Tensor>> requests) {
                    started.release();
                    permits.acquireUninterruptibly();
                    forwards.add(requests.size());
                    return runner.assemble(requests);
                }

                @Override
                public void close() {
                    runner.close();
                }
            };
        }

        @Override
        public void close() {
            model.close();
        }
    }

    private void declare() throws IOException {
        new OnnxModelFile()
                .weights("table", 10, 20, 30)
                .input("x", Type.INT64, -1, 2)
                .output("y", Type.FLOAT, -1, 2)
                .node("Gather", List.of("table", "x"), "y")
                .write(directory.resolve("models/onnx/1/model.onnx"));
        ScriptFile.write(
                directory.resolve("models/script/1/model.pt"),
                "x",
                "Tensor: torch.take(torch.tensor([10., 20., 30.]), x)");
        for (String name : new String[] {"onnx", "script"}) {
            Files.writeString(
                    directory.resolve("models/" + name + "/1/model.yaml"),
                    "batch-axis: 0\ninputs:\n  - {name: x, datatype: INT64, shape: [-1, 2]}\n"
                            + "outputs:\n  - {name: y, datatype: FP32, shape: [-1, 2]}\n");
        }
    }

    private static String request(String model, int first, int second) {
        return RawClient.post("{\"inputs\":[{\"name\":\"x\",\"datatype\":\"INT64\",\"shape\":[1,2],\"data\":[" + first
                        + "," + second + "]}]}")
                .replace("/models/minilm/", "/models/" + model + "/");
    }

    private static void answered(Response response, String data) throws IOException {
        assertEquals(200, response.status(), response.body());
        assertEquals(
                data,
                new ObjectMapper()
                        .readTree(response.body())
                        .at("/outputs/0/data")
                        .toString());
    }

    private static void waiting(RawClient client, String model, int requests) throws Exception {
        String line =
                "narrows_model_waiting{model=\"" + model + "\",variant=\"default\",version=\"1\"} " + requests + ".0";
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!client.send("GET /metrics HTTP/1.1\r\nHost: t\r\n\r\n")
                .read()
                .body()
                .contains(line)) {
            assertTrue(System.nanoTime() < deadline, "not in time: " + line);
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"onnx", "script"})
    void aValueThatTheNetworkRefusesFailsOnlyTheRequestThatHasIt(String name) throws Exception {
        declare();
        ServerConfig config = ConfigLoader.parse(
                "http: {port: 0}\nmodel: {name: none}\nmodels: {directory: \"" + directory.resolve("models")
                        + "\"}\nbatching: {workers: 1}",
                "test");
        Path run = directory.resolve("run");
        try (LoadedModels models = new ConfiguredModels(config).open();
                Profiler profiler =
                        Profiler.open(ProfilerConfig.builder(run).budget(1).build())) {
            LoadedModel.Tensors opened = models.models().stream()
                    .filter(model -> model.info().name().equals(name))
                    .map(LoadedModel.Tensors.class::cast)
                    .findFirst()
                    .orElseThrow();
            Held held = new Held(opened.model());
            LoadedModel served = new LoadedModel.Tensors(held, opened.config(), null);
            try (NarrowsServer server = NarrowsServer.start(config, List.of(served), profiler, new ServerMetrics());
                    RawClient first = new RawClient(server.port());
                    RawClient good = new RawClient(server.port());
                    RawClient bad = new RawClient(server.port());
                    RawClient observer = new RawClient(server.port())) {
                first.send(request(name, 0, 0));
                held.started.acquire();
                good.send(request(name, 2, 0));
                waiting(observer, name, 1);
                bad.send(request(name, 1, 99));
                waiting(observer, name, 2);
                held.permits.release(1000);
                answered(first.read(), "[10.0,10.0]");
                answered(good.read(), "[30.0,10.0]");
                Response refused = bad.read();
                assertEquals(500, refused.status());
                assertTrue(refused.body().startsWith("{\"error\":\"internal error "), refused.body());
                assertEquals(List.of(1, 2, 1, 1), List.copyOf(held.forwards));
                answered(bad.send(request(name, 1, 1)).read(), "[20.0,20.0]");
            }
            assertEquals(0, profiler.stats().misuses());
        }
        List<List<String>> twice = RunLog.read(run).traces().values().stream()
                .map(RunLog.Traced::stages)
                .filter(stages -> stages.stream().filter("queue"::equals).count() == 2)
                .toList();
        assertEquals(2, twice.size(), twice.toString());
    }
}
