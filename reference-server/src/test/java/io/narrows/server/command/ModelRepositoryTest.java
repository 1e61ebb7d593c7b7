package io.narrows.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.profiler.Profiler;
import io.narrows.server.LoadedModels;
import io.narrows.server.NarrowsServer;
import io.narrows.server.config.ConfigException;
import io.narrows.server.config.ConfigLoader;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.http.ServerMetrics;
import io.narrows.server.model.ModelException;
import io.narrows.server.testing.OnnxModelFile;
import io.narrows.server.testing.OnnxModelFile.Type;
import io.narrows.server.testing.RawClient;
import io.narrows.server.testing.RawClient.Response;
import io.narrows.server.testing.ScriptFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that the test writes, declared in a directory, run by the real engines and asked over HTTP. */
@Timeout(120)
class ModelRepositoryTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    private ServerConfig config(String more) {
        return ConfigLoader.parse(
                "http: {port: 0}\nmodel: {name: none}\nmodels: {directory: \"" + directory + "\"}\n" + more, "test");
    }

    private void declare(String version, String yaml) throws IOException {
        Files.createDirectories(directory.resolve(version));
        Files.writeString(directory.resolve(version).resolve("model.yaml"), yaml);
    }

    private static String tensor(String name, String datatype, String shape) {
        return "  - {name: " + name + ", datatype: " + datatype + ", shape: " + shape + "}\n";
    }

    private static String input(String name, String datatype, String shape, String data) {
        return "{\"name\":\"" + name + "\",\"datatype\":\"" + datatype + "\",\"shape\":" + shape + ",\"data\":" + data
                + "}";
    }

    private static Response ask(RawClient client, String model, List<String> inputs) throws IOException {
        String body = "{\"inputs\":[" + String.join(",", inputs) + "]}";
        return client.send(RawClient.post(body).replace("/models/minilm/", "/models/" + model + "/"))
                .read();
    }

    private static String outputs(Response response) throws IOException {
        assertEquals(200, response.status(), response.body());
        List<String> outputs = new ArrayList<>();
        for (JsonNode output : JSON.readTree(response.body()).get("outputs")) {
            outputs.add(output.get("name").textValue() + " "
                    + output.get("datatype").textValue() + " " + output.get("shape") + " " + output.get("data"));
        }
        return String.join("\n", outputs);
    }

    /** The inputs and outputs of a model that doubles or negates each, for those datatypes that an engine has. */
    private static String allTypes(List<String> datatypes, String more) {
        StringBuilder yaml = new StringBuilder(more + "batch-axis: 0\ninputs:\n");
        datatypes.forEach(type -> yaml.append(tensor("x" + type, type, "[-1, 2]")));
        yaml.append("outputs:\n");
        datatypes.forEach(type -> yaml.append(tensor("y" + type, type, "[-1, 2]")));
        return yaml.toString();
    }

    private static String data(String datatype) {
        return switch (datatype) {
            case "BOOL" -> "[true,false]";
            case "UINT8" -> "[0,200]";
            case "BYTES" -> "[\"\",\"a \\u00e9\"]";
            case "INT64" -> "[9007199254740993,-4]";
            case "FP16", "BF16" -> "[1.5,-0.25]";
            case "FP32" -> "[0.1,-2.5]";
            case "FP64" -> "[0.1,1e300]";
            default -> "[3,-100]";
        };
    }

    private void writeOnnx() throws IOException {
        OnnxModelFile file = new OnnxModelFile();
        List<String> datatypes =
                List.of("BOOL", "UINT8", "INT8", "INT32", "INT64", "FP16", "BF16", "FP32", "FP64", "BYTES");
        Type[] types = {
            Type.BOOL,
            Type.UINT8,
            Type.INT8,
            Type.INT32,
            Type.INT64,
            Type.FLOAT16,
            Type.BFLOAT16,
            Type.FLOAT,
            Type.DOUBLE,
            Type.STRING
        };
        for (int i = 0; i < types.length; i++) {
            String x = "x" + datatypes.get(i);
            String y = "y" + datatypes.get(i);
            String operator =
                    switch (types[i]) {
                        case BOOL -> "Not";
                        case INT32, INT64, FLOAT, DOUBLE -> "Neg";
                        default -> "Identity";
                    };
            file.input(x, types[i], -1, 2).output(y, types[i], -1, 2).node(operator, List.of(x), y);
        }
        file.write(directory.resolve("onnx/1/model.onnx"));
        declare("onnx/1", allTypes(datatypes, ""));
    }

    private void writeScript() throws IOException {
        List<String> datatypes = List.of("BOOL", "UINT8", "INT8", "INT32", "INT64", "FP16", "FP32", "FP64");
        List<String> names = new ArrayList<>();
        List<String> results = new ArrayList<>();
        for (String datatype : datatypes) {
            names.add("x" + datatype);
            results.add(
                    switch (datatype) {
                        case "BOOL" -> "torch.logical_not(xBOOL)";
                        case "UINT8" -> "torch.clone(xUINT8)";
                        default -> "torch.neg(x" + datatype + ")";
                    });
        }
        ScriptFile.write(
                directory.resolve("script/1/model.pt"),
                String.join(" ", names),
                "Tuple[" + "Tensor, ".repeat(7) + "Tensor]: (" + String.join(", ", results) + ")");
        declare("script/1", allTypes(datatypes, ""));
        // A second version whose output does not lie in memory as it is read.
        ScriptFile.write(directory.resolve("script/2/net.pt"), "x", "Tensor: torch.transpose(x, 1, 2)");
        declare(
                "script/2",
                "engine: pytorch\nfile: net.pt\nbatch-axis: 0\nbatching: {max-size: 64}\ninputs:\n"
                        + tensor("x", "INT32", "[-1, 2, -1]") + "outputs:\n" + tensor("y", "INT32", "[-1, -1, 2]"));
    }

    private static List<String> inputs(String... datatypes) {
        List<String> inputs = new ArrayList<>();
        for (String datatype : datatypes) {
            inputs.add(input("x" + datatype, datatype, "[1,2]", data(datatype)));
        }
        return inputs;
    }

    @Test
    void modelsOfBothEnginesAreServedInEveryDatatypeThatTheyHave() throws Exception {
        writeOnnx();
        writeScript();
        ServerConfig config = config("");
        try (LoadedModels models = new ConfiguredModels(config).open();
                NarrowsServer server =
                        NarrowsServer.start(config, models.models(), Profiler.disabled(), new ServerMetrics());
                RawClient client = new RawClient(server.port())) {
            assertEquals(
                    String.join(
                            "\n",
                            "yBOOL BOOL [1,2] [false,true]",
                            "yUINT8 UINT8 [1,2] [0,200]",
                            "yINT8 INT8 [1,2] [3,-100]",
                            "yINT32 INT32 [1,2] [-3,100]",
                            "yINT64 INT64 [1,2] [-9007199254740993,4]",
                            "yFP16 FP16 [1,2] [1.5,-0.25]",
                            "yBF16 BF16 [1,2] [1.5,-0.25]",
                            "yFP32 FP32 [1,2] [-0.1,2.5]",
                            "yFP64 FP64 [1,2] [-0.1,-1.0E300]",
                            "yBYTES BYTES [1,2] [\"\",\"a \u00e9\"]"),
                    outputs(ask(
                            client,
                            "onnx",
                            inputs(
                                    "BOOL", "UINT8", "INT8", "INT32", "INT64", "FP16", "BF16", "FP32", "FP64",
                                    "BYTES"))));
            assertEquals(
                    String.join(
                            "\n",
                            "yBOOL BOOL [1,2] [false,true]",
                            "yUINT8 UINT8 [1,2] [0,200]",
                            "yINT8 INT8 [1,2] [-3,100]",
                            "yINT32 INT32 [1,2] [-3,100]",
                            "yINT64 INT64 [1,2] [-9007199254740993,4]",
                            "yFP16 FP16 [1,2] [-1.5,0.25]",
                            "yFP32 FP32 [1,2] [-0.1,2.5]",
                            "yFP64 FP64 [1,2] [-0.1,-1.0E300]"),
                    outputs(ask(
                            client,
                            "script/versions/1",
                            inputs("FP64", "BOOL", "UINT8", "INT8", "INT32", "INT64", "FP16", "FP32"))));
            assertEquals(
                    "y INT32 [2,3,2] [1,4,2,5,3,6,7,10,8,11,9,12]",
                    outputs(ask(
                            client,
                            "script",
                            List.of(input("x", "INT32", "[2,2,3]", "[1,2,3,4,5,6,7,8,9,10,11,12]")))));
            JsonNode metadata = JSON.readTree(client.send("GET /v2/models/script HTTP/1.1\r\nHost: t\r\n\r\n")
                    .read()
                    .body());
            assertEquals("[\"1\",\"2\"]", metadata.get("versions").toString());
            assertEquals("cpu", metadata.at("/properties/device").textValue());
            assertEquals("pytorch_torchscript", metadata.get("platform").textValue());
            Response refused = ask(client, "script", List.of(input("x", "INT32", "[1,3,1]", "[1,2,3]")));
            assertEquals(400, refused.status());
            assertEquals("{\"error\":\"inputs[0].shape[1] is 3; the input x has shape [-1, 2, -1]\"}", refused.body());
            manyAtOnce(server.port());
        }
    }

    /** Requests of different sizes at the same time, which are joined where they can be. */
    private static void manyAtOnce(int port) throws Exception {
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int thread = 0; thread < 6; thread++) {
            int seed = thread;
            clients.add(CompletableFuture.runAsync(() -> {
                try (RawClient client = new RawClient(port)) {
                    for (int i = 0; i < 40; i++) {
                        int rows = 1 + (seed + i) % 3;
                        int width = 1 + i % 2;
                        List<Integer> sent = new ArrayList<>();
                        List<Integer> expected = new ArrayList<>();
                        for (int row = 0; row < rows; row++) {
                            int from = 1000 * seed + 100 * i + 10 * row;
                            for (int at = 0; at < 2 * width; at++) {
                                sent.add(from + at);
                            }
                            for (int column = 0; column < width; column++) {
                                expected.add(from + column);
                                expected.add(from + width + column);
                            }
                        }
                        String shape = "[" + rows + ",2," + width + "]";
                        assertEquals(
                                "y INT32 [" + rows + "," + width + ",2] "
                                        + expected.toString().replace(" ", ""),
                                outputs(ask(client, "script", List.of(input("x", "INT32", shape, sent.toString())))));
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }));
        }
        CompletableFuture.allOf(clients.toArray(new CompletableFuture<?>[0])).get(60, TimeUnit.SECONDS);
    }

    private void refused(String says) {
        ModelException e = assertThrows(
                ModelException.class,
                () -> new ConfiguredModels(config("")).open().close());
        assertTrue(e.getMessage().startsWith(says), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void aNetworkThatIsNotWhatIsDeclaredIsRefusedWhenItIsOpened() throws IOException {
        String prefix = "model \"m\" version 1 does not run as its model.yaml declares it: ";
        ScriptFile.write(directory.resolve("m/1/model.pt"), "x", "Tensor: torch.neg(x)");
        String input = "inputs:\n" + tensor("x", "FP32", "[-1, 3]");
        declare("m/1", input + "outputs:\n" + tensor("y", "FP32", "[-1, 4]"));
        refused(prefix + "output \"y\" is declared with shape [-1, 4], but the network returns [1, 3]");
        declare("m/1", input + "outputs:\n" + tensor("y", "INT64", "[-1, 3]"));
        refused(prefix + "output \"y\" is declared as INT64, but the network returns FP32");
        declare("m/1", input + "outputs:\n" + tensor("y", "FP32", "[-1, 3]") + tensor("z", "FP32", "[-1, 3]"));
        refused(prefix + "the network returns 1 output; 2 outputs are declared");
        declare("m/1", input + tensor("x2", "FP32", "[-1]") + "outputs:\n" + tensor("y", "FP32", "[-1, 3]"));
        refused(prefix + "Expected at most 2 argument(s) for operator 'forward', but received 3");
        ScriptFile.write(directory.resolve("m/2/model.pt"), "x", "Tensor: torch.to(x, 2, False, False, None)");
        Files.delete(directory.resolve("m/1/model.yaml"));
        Files.delete(directory.resolve("m/1/model.pt"));
        Files.delete(directory.resolve("m/1"));
        declare("m/2", input + "outputs:\n" + tensor("y", "INT32", "[-1, 3]"));
        refused(prefix.replace("1", "2")
                + "output \"y\" is declared as INT32, but the network returns a datatype that the engine does not"
                + " hand over");
    }

    @Test
    void anOnnxFileThatIsNotWhatIsDeclaredIsRefusedWhenItIsOpened() throws IOException {
        String prefix = "model \"m\" version 1 does not run as its model.yaml declares it: ";
        new OnnxModelFile()
                .input("x", Type.FLOAT, -1, 3)
                .output("y", Type.FLOAT, -1, 3)
                .node("Neg", List.of("x"), "y")
                .write(directory.resolve("m/1/model.onnx"));
        String output = "outputs:\n" + tensor("y", "FP32", "[-1, 3]");
        declare("m/1", "inputs:\n" + tensor("x", "FP64", "[-1, 3]") + output);
        refused(prefix + "Error code - ORT_INVALID_ARGUMENT - message: Unexpected input data type.");
        declare("m/1", "inputs:\n" + tensor("z", "FP32", "[-1, 3]") + output);
        refused(prefix + "Invalid input tensor name: z");
        declare("m/1", "inputs:\n" + tensor("x", "FP32", "[-1, 3]") + "outputs:\n" + tensor("out", "FP32", "[-1, 3]"));
        refused(prefix + "output \"out\" is declared, but the network returns [y]");
    }

    @Test
    void aFileThatIsNoNetworkAndADeviceThatIsNotThereAreRefused() throws IOException {
        String yaml = "inputs:\n" + tensor("x", "FP32", "[-1]") + "outputs:\n" + tensor("y", "FP32", "[-1]");
        declare("m/1", yaml);
        Files.writeString(directory.resolve("m/1/model.pt"), "no network");
        refused("model \"m\" version 1 cannot be loaded from " + directory.resolve("m/1/model.pt") + ": ");
        Files.writeString(directory.resolve("m/1/model.onnx"), "no network");
        declare("m/1", yaml + "engine: onnxruntime\n");
        refused("model \"m\" version 1 cannot be loaded from " + directory.resolve("m/1/model.onnx") + ": ");
        declare("m/1", yaml + "device: gpu:63\n");
        refused("device \"gpu:63\" is not available: engine PyTorch finds ");
    }

    @Test
    void nothingToServeAndANameThatIsTakenAreOneLine() throws IOException {
        ServerConfig none = ConfigLoader.parse("model: {name: none}", "test");
        ConfigException e = assertThrows(ConfigException.class, () -> new ConfiguredModels(none));
        assertEquals(
                "model.name is \"none\" and models.directory is empty; there must be a model to serve", e.getMessage());
        declare("minilm/1", "model: minilm\n");
        ServerConfig twice = ConfigLoader.parse("models: {directory: \"" + directory + "\"}", "test");
        e = assertThrows(ConfigException.class, () -> new ConfiguredModels(twice));
        assertEquals(
                directory.resolve("minilm/1/model.yaml")
                        + " declares version 1 of minilm, which model.name serves already; one of them must have"
                        + " another name",
                e.getMessage());
    }
}
