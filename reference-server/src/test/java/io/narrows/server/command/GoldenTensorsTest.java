package io.narrows.server.command;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.cli.CommandException;
import io.narrows.cli.ExitCode;
import io.narrows.profiler.Profiler;
import io.narrows.server.LoadedModels;
import io.narrows.server.config.ConfigLoader;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.testing.OnnxModelFile;
import io.narrows.server.testing.OnnxModelFile.Type;
import io.narrows.server.testing.ScriptFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A golden set of a model of tensors: recorded from an ONNX file, held against TorchScript archives before they are served. */
@Timeout(60)
class GoldenTensorsTest {
    private static final String YAML = "inputs: [{name: x, datatype: FP32, shape: [-1, 3]}]\n"
            + "outputs: [{name: y, datatype: FP32, shape: [-1, 3]}]\nbatch-axis: 0\n";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter failure = new StringWriter();

    @BeforeEach
    void writeTheTrustedModel() throws IOException {
        new OnnxModelFile()
                .input("x", Type.FLOAT, -1, 3)
                .output("y", Type.FLOAT, -1, 3)
                .node("Softmax", List.of("x"), "y")
                .write(directory.resolve("trusted/net/1/model.onnx"));
        Files.writeString(directory.resolve("trusted/net/1/model.yaml"), YAML);
        StringBuilder samples = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            ByteBuffer values = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
            values.putFloat(i).putFloat(-i / 2f).putFloat(1.5f);
            samples.append(i == 0 ? "" : ",")
                    .append("{\"id\":\"s")
                    .append(i)
                    .append(
                            "\",\"note\":\"\",\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,3],\"base64\":\"")
                    .append(Base64.getEncoder().encodeToString(values.array()))
                    .append("\"}]}");
        }
        Files.writeString(
                directory.resolve("inputs.json"),
                "{\"schema\":\"narrows.golden-inputs/1\",\"samples\":[" + samples + "]}");
    }

    private int models(String... args) {
        CommandLine line = new CommandLine(new ModelsCommand());
        line.setOut(new PrintWriter(out, true));
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            failure.write(String.valueOf(e.getMessage()));
            return e instanceof CommandException known ? known.exitCode() : ExitCode.ENVIRONMENT;
        });
        return line.execute(args);
    }

    private void record(Path to) {
        int code = models(
                "record",
                directory.resolve("trusted").toString(),
                "net",
                "1",
                "--inputs",
                directory.resolve("inputs.json").toString(),
                "--out",
                to.toString());
        assertEquals(ExitCode.HOLDS, code, failure.toString());
        assertTrue(out.toString().startsWith("recorded 6 samples of net version 1 with OnnxRuntime "), out.toString());
    }

    private void gate(String returned, boolean withSet) throws IOException {
        Path folder = directory.resolve("served/net/2");
        ScriptFile.write(folder.resolve("model.pt"), "x", returned);
        Files.writeString(folder.resolve("model.yaml"), YAML + (withSet ? "golden: golden.json\n" : ""));
        if (withSet) {
            record(folder.resolve("golden.json"));
        }
        gateServed();
    }

    private void gateServed() {
        ServerConfig config = ConfigLoader.parse(
                "golden: {gate: require-set}\nmodel: {name: none}\nmodels: {directory: \"" + directory.resolve("served")
                        + "\"}",
                "test");
        try (LoadedModels models = new ConfiguredModels(config).open()) {
            GateStep.pass(config, models, Profiler.disabled());
        }
    }

    @Test
    void theSameFunctionOnAnotherEnginePasses() {
        assertDoesNotThrow(() -> gate("Tensor: torch.softmax(x, 1)", true));
    }

    @Test
    void anotherFunctionIsNotServed() {
        CommandException e = assertThrows(CommandException.class, () -> gate("Tensor: torch.log_softmax(x, 1)", true));
        assertEquals(ExitCode.DOES_NOT_HOLD, e.exitCode());
        String says = String.valueOf(e.getMessage());
        assertTrue(
                says.startsWith(
                        "golden.gate is require-set, and 1 of 1 models did not pass: golden: model net version 2"),
                says);
        assertTrue(says.contains("; worst: "), says);
    }

    @Test
    void rowsThatTouchEachOtherShowInBatches() {
        // what a row gets is multiplied by how many there are: alone it is right
        CommandException e = assertThrows(
                CommandException.class, () -> gate("Tensor: torch.mul(torch.softmax(x, 1), torch.size(x, 0))", true));
        assertTrue(String.valueOf(e.getMessage()).contains("in a batch of "), e.getMessage());
    }

    @Test
    void aModelWithoutASetIsNotServedWhereOneIsRequired() {
        CommandException e = assertThrows(CommandException.class, () -> gate("Tensor: torch.softmax(x, 1)", false));
        assertTrue(
                String.valueOf(e.getMessage())
                        .endsWith("golden: model net version 2: not checked: its model.yaml names no golden set"),
                e.getMessage());
    }

    private void everyDatatype(String returned) throws IOException {
        String[][] tensors = {
            {"ids", "INT64", "Abs"},
            {"n", "INT32", "Abs"},
            {"on", "BOOL", "Not"},
            {"u", "UINT8", "Identity"},
            {"d", "FP64", "Neg"}
        };
        Type[] types = {Type.INT64, Type.INT32, Type.BOOL, Type.UINT8, Type.DOUBLE};
        OnnxModelFile onnx = new OnnxModelFile();
        StringBuilder inputs = new StringBuilder();
        StringBuilder outputs = new StringBuilder();
        for (int i = 0; i < tensors.length; i++) {
            String[] tensor = tensors[i];
            String declared = "  - {name: %s, datatype: " + tensor[1] + ", shape: [-1]}%n";
            onnx.input(tensor[0], types[i], -1)
                    .output(tensor[0] + "2", types[i], -1)
                    .node(tensor[2], List.of(tensor[0]), tensor[0] + "2");
            inputs.append(String.format(Locale.ROOT, declared, tensor[0]));
            outputs.append(String.format(Locale.ROOT, declared, tensor[0] + "2"));
        }
        String yaml = "inputs:\n" + inputs + "outputs:\n" + outputs + "batch-axis: 0\n";
        onnx.write(directory.resolve("trusted/net/1/model.onnx"));
        Files.writeString(directory.resolve("trusted/net/1/model.yaml"), yaml);
        Files.writeString(directory.resolve("inputs.json"), """
                {"schema":"narrows.golden-inputs/1","samples":[
                 {"id":"a","note":"","inputs":[
                  {"name":"ids","datatype":"INT64","shape":[2],"data":[-9007199254740993,4]},
                  {"name":"n","datatype":"INT32","shape":[2],"data":[-2147483647,7]},
                  {"name":"on","datatype":"BOOL","shape":[2],"data":[true,false]},
                  {"name":"u","datatype":"UINT8","shape":[2],"data":[0,255]},
                  {"name":"d","datatype":"FP64","shape":[2],"base64":"mpmZmZmZuT8AAAAAAADwPw=="}]},
                 {"id":"b","note":"","inputs":[
                  {"name":"ids","datatype":"INT64","shape":[1],"data":[3]},
                  {"name":"n","datatype":"INT32","shape":[1],"data":[0]},
                  {"name":"on","datatype":"BOOL","shape":[1],"data":[true]},
                  {"name":"u","datatype":"UINT8","shape":[1],"data":[128]},
                  {"name":"d","datatype":"FP64","shape":[1],"base64":"AAAAAAAA8L8="}]}]}
                """);
        Path folder = directory.resolve("served/net/2");
        ScriptFile.write(folder.resolve("model.pt"), "ids n on u d", returned);
        Files.writeString(folder.resolve("model.yaml"), yaml + "golden: golden.json\n");
        int code = models(
                "record",
                directory.resolve("trusted").toString(),
                "net",
                "1",
                "--inputs",
                directory.resolve("inputs.json").toString(),
                "--tier",
                "few-ulp",
                "--out",
                folder.resolve("golden.json").toString());
        assertEquals(ExitCode.HOLDS, code, failure.toString());
        gateServed();
    }

    @Test
    void tensorsOfOtherDatatypesAreCompared() {
        assertDoesNotThrow(() -> everyDatatype("Tuple[Tensor, Tensor, Tensor, Tensor, Tensor]: (torch.abs(ids),"
                + " torch.abs(n), torch.logical_not(on), torch.mul(u, 1), torch.neg(d))"));
    }

    @Test
    void aWholeNumberThatIsOneOffIsSeen() {
        CommandException e = assertThrows(
                CommandException.class,
                () -> everyDatatype("Tuple[Tensor, Tensor, Tensor, Tensor, Tensor]: (torch.sub(torch.abs(ids), 1),"
                        + " torch.abs(n), torch.logical_not(on), torch.mul(u, 1), torch.neg(d))"));
        assertTrue(
                String.valueOf(e.getMessage())
                        .contains("output 'ids2' element 0 [0]: value: expected 9007199254740993, actual"
                                + " 9007199254740992"),
                e.getMessage());
    }

    @Test
    void aModelThatIsNotThereCannotBeTrusted() {
        assertEquals(
                ExitCode.USAGE,
                models("record", directory.resolve("trusted").toString(), "net", "7", "--inputs", "i", "--out", "o"));
        assertEquals(
                "net version 7 is not in " + directory.resolve("trusted") + ", or is no model of tensors",
                failure.toString());
    }
}
