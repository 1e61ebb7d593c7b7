package io.narrows.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.DeviceChoice;
import io.narrows.server.model.tensor.BatchAxis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelDirectoryTest {
    private static final String TENSORS = "inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]\n"
            + "outputs: [{name: y, datatype: FP32, shape: [-1]}]\n";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    private Path declare(String version, String yaml, String... files) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(version));
        for (String file : files) {
            Files.createFile(folder.resolve(file));
        }
        return Files.writeString(folder.resolve("model.yaml"), yaml);
    }

    private DeclaredModel only() {
        List<DeclaredModel> models = ModelDirectory.read(directory);
        assertEquals(1, models.size());
        return models.get(0);
    }

    private DeclaredModel.Tensors onlyTensors() {
        return (DeclaredModel.Tensors) only();
    }

    private void refused(boolean missing, String says) {
        ConfigException e = assertThrows(ConfigException.class, () -> ModelDirectory.read(directory));
        assertEquals(says.replace("DIR", directory.toString()), e.getMessage());
        assertEquals(missing, e.missingFile());
    }

    @Test
    void aModelOfTensorsIsReadWithItsDefaults() throws IOException {
        declare("net/3", TENSORS, "model.onnx");
        DeclaredModel.Tensors model = onlyTensors();
        assertEquals("net", model.name());
        assertEquals("3", model.version());
        assertEquals("onnxruntime", model.declaration().engine());
        assertEquals(directory.resolve("net/3/model.onnx"), model.declaration().file());
        assertEquals(List.of(-1L, 4L), model.declaration().inputs().get(0).shape());
        assertEquals(null, model.declaration().batchAxis());
        assertEquals(DeviceChoice.AUTO, model.declaration().device());
        assertTrue(model.declaration().warmUp());
        assertEquals(Map.of(), model.settings());
    }

    @Test
    void everythingCanBeSet() throws IOException {
        declare(
                "net/3",
                TENSORS + "engine: pytorch\nfile: net.pt\nbatch-axis: 0\ndevice: gpu:1\nwarm-up: false\n"
                        + "batching: {workers: 2, max-size: 32, queue-size: 7}\n",
                "net.pt");
        DeclaredModel.Tensors model = onlyTensors();
        assertEquals("pytorch", model.declaration().engine());
        assertEquals(new BatchAxis(0), model.declaration().batchAxis());
        assertEquals(new DeviceChoice(1), model.declaration().device());
        assertTrue(!model.declaration().warmUp());
        ServerConfig config = model.over(ConfigLoader.parse("batching: {max-size: 4}\nhttp: {port: 1}", "c"));
        assertEquals(32, config.get(Keys.BATCHING_MAX_SIZE));
        assertEquals(2, config.get(Keys.BATCHING_WORKERS));
        assertEquals(7, config.get(Keys.BATCHING_QUEUE_SIZE));
        assertEquals(1, config.get(Keys.HTTP_PORT));
    }

    @Test
    void aKnownModelIsReadUnderAnotherName() throws IOException {
        declare(
                "sentences/2",
                "model: minilm\nvariants: [fp32-sdpa, fp32]\nbatching: {max-size: 16}\ncaching: false\n");
        DeclaredModel.Texts model = (DeclaredModel.Texts) only();
        assertEquals("minilm", model.model());
        assertTrue(!model.cached());
        assertEquals("pytorch", model.engine());
        assertEquals(List.of("fp32-sdpa", "fp32"), model.variants());
        assertEquals(16, model.over(ServerConfig.defaults()).get(Keys.BATCHING_MAX_SIZE));
    }

    @Test
    void namesAndVersionsAreInOrderAndOtherFilesAreLeftAlone() throws IOException {
        for (String version : new String[] {"b/10", "b/9", "a/1", "a/2"}) {
            declare(version, TENSORS, "model.pt");
        }
        Files.createFile(directory.resolve("README"));
        Files.createDirectories(directory.resolve(".git/x"));
        assertEquals(
                "[a 1, a 2, b 9, b 10]",
                ModelDirectory.read(directory).stream()
                        .map(model -> model.name() + " " + model.version())
                        .toList()
                        .toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "input: []               | unknown field input; did you mean inputs?",
                "batching: {max-sise: 1} | unknown field batching.max-sise; did you mean batching.max-size?",
                "engine: tensorflow      | engine is \"tensorflow\"; it must be one of pytorch, onnxruntime",
                "batching: {workers: 0}  | batching.workers is \"0\"; it must be a whole number from 1 to 256",
                "batching: 3             | batching is 3; it must be a mapping with BATCHING",
                "device: gpu             | device is \"gpu\"; it must be auto, cpu or gpu:N with N from 0 to 63",
                "warm-up: maybe          | warm-up is \"maybe\"; it must be one of true, false",
                "file: ../../x.pt        | file is \"../../x.pt\"; it must be a file in the folder of model.yaml",
                "batch-axis: 1           | batch-axis is 1, but x has shape [-1, 4]; it must be the number of a dimension, from 0, that is -1 in the shape of every input and output",
                "batch-axis: -1          | batch-axis is -1; it must be the number of a dimension, from 0, that is -1 in the shape of every input and output"
            })
    void aWrongFieldIsOneLine(String yaml, String says) throws IOException {
        declare("m/1", TENSORS + yaml, "model.pt");
        String batching = String.join(
                ", ",
                Keys.all().stream()
                        .map(ConfigKey::name)
                        .filter(name -> name.startsWith("batching."))
                        .map(name -> name.substring("batching.".length()))
                        .toList());
        refused(false, "DIR/m/1/model.yaml: " + says.replace("BATCHING", batching));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: x, datatype: FP32, shape: [-1], size: 3} | unknown field inputs[0].size; did you mean inputs[0].name?",
                "{datatype: FP32, shape: [-1]}       | inputs[0].name is missing; it must be a text",
                "{name: x, datatype: fp32, shape: [1]} | inputs[0].datatype is \"fp32\"; it must be one of [BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, BF16, FP32, FP64, BYTES]",
                "{name: x, datatype: BYTES, shape: [1]} | inputs[0].datatype is \"BYTES\"; it must be one of [BOOL, UINT8, INT8, INT32, INT64, FP16, FP32, FP64] with engine pytorch",
                "{name: x, datatype: FP32}           | inputs[0].shape is missing; it must be a list of sizes, -1 for any; [] for a single value",
                "{name: x, datatype: FP32, shape: [0]} | inputs[0].shape is [0]; it must be a list of sizes, -1 for any; [] for a single value",
                "{name: x, datatype: FP32, shape: [n]} | inputs[0].shape is [n]; it must be a list of sizes, -1 for any; [] for a single value",
                "{name: x, datatype: FP32, shape: 4} | inputs[0].shape is 4; it must be a list of sizes, -1 for any; [] for a single value",
                "x                                   | inputs[0] is \"x\"; it must be a mapping with name, datatype, shape"
            })
    void aWrongTensorIsOneLine(String input, String says) throws IOException {
        declare("m/1", TENSORS.replaceFirst("\\{.*?}", java.util.regex.Matcher.quoteReplacement(input)), "model.pt");
        refused(false, "DIR/m/1/model.yaml: " + says);
    }

    @Test
    void whatIsNotThereIsOneLine() throws IOException {
        refused(true, "models directory DIR holds no models; it must hold NAME/VERSION/model.yaml");
        Files.createDirectories(directory.resolve("m"));
        refused(true, "model folder DIR/m holds no models; it must hold NAME/VERSION/model.yaml");
        Files.createDirectories(directory.resolve("m/1"));
        refused(true, "model version DIR/m/1 has no model.yaml");
        declare("m/1", TENSORS);
        refused(true, "DIR/m/1/model.yaml: file DIR/m/1/model.pt does not exist");
    }

    @Test
    void aDirectoryThatIsNoneIsOneLine() throws IOException {
        ConfigException e =
                assertThrows(ConfigException.class, () -> ModelDirectory.read(directory.resolve("nowhere")));
        assertEquals("models directory " + directory + "/nowhere cannot be read: it does not exist", e.getMessage());
        Path file = Files.createFile(directory.resolve("file"));
        e = assertThrows(ConfigException.class, () -> ModelDirectory.read(file));
        assertEquals("models directory " + file + " cannot be read: it is no directory", e.getMessage());
    }

    @Test
    void aVersionThatIsNoNumberIsOneLine() throws IOException {
        declare("m/v1", TENSORS, "model.pt");
        refused(false, "model version DIR/m/v1 is no number; it must be a whole number from 1 to 999999999");
    }

    @Test
    void aNameThatCannotBeInAPathIsOneLine() throws IOException {
        declare("a@b/1", TENSORS, "model.pt");
        refused(
                false,
                "model folder DIR/a@b has no name for a model; it must be letters, digits, \".\", \"_\" and \"-\", at most 100");
    }

    @Test
    void brokenYamlSaysWhere() throws IOException {
        declare("m/1", "inputs: [", "model.pt");
        ConfigException e = assertThrows(ConfigException.class, () -> ModelDirectory.read(directory));
        assertTrue(
                String.valueOf(e.getMessage())
                        .startsWith(directory + "/m/1/model.yaml is not valid YAML at line 1, column "),
                e.getMessage());
    }
}
