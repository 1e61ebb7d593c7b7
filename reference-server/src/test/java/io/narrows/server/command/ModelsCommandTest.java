package io.narrows.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.cli.CommandException;
import io.narrows.cli.ExitCode;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.variants.Variant;
import io.narrows.server.testing.ScriptFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Uses the cache that {@code NARROWS_HOME} names for all tests. */
class ModelsCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter failure = new StringWriter();

    @Test
    void preparesAModelAndListsItAsPrepared() {
        assertEquals(ExitCode.HOLDS, run("prepare", "minilm"));
        assertTrue(out.toString().strip().endsWith("model.pt"), out.toString());

        out.getBuffer().setLength(0);
        assertEquals(ExitCode.HOLDS, run());
        List<String> lines = out.toString().lines().toList();
        assertEquals("model      engine        variant       state", lines.get(0));
        assertEquals("minilm     pytorch       fp32          prepared", lines.get(1));
        assertTrue(
                lines.contains("minilm     pytorch       fp16          prepared at first use, on a GPU only"),
                out.toString());
        assertEquals("cache: " + ModelCache.standard().home(), lines.get(lines.size() - 1));
    }

    @Test
    void unknownNamesAreWrongUsage() {
        assertEquals(ExitCode.USAGE, run("prepare", "bert"));
        assertEquals("model \"bert\" is unknown, must be one of [minilm]", failure.toString());
        failure.getBuffer().setLength(0);
        assertEquals(ExitCode.USAGE, run("prepare", "minilm", "--engine", "tf"));
        assertEquals("engine \"tf\" is unknown, must be one of [pytorch, onnxruntime, tensorrt]", failure.toString());
    }

    @Test
    void checksADirectoryAndNamesEveryModelThatCannotBeServed(@TempDir Path directory) throws IOException {
        String yaml =
                "inputs: [{name: x, datatype: FP32, shape: [-1]}]\noutputs: [{name: y, datatype: %s, shape: [-1]}]\n";
        for (String name : new String[] {"bad", "good"}) {
            ScriptFile.write(directory.resolve(name + "/1/model.pt"), "x", "Tensor: torch.neg(x)");
            Files.writeString(
                    directory.resolve(name + "/1/model.yaml"),
                    String.format(yaml, name.equals("good") ? "FP32" : "INT64"));
        }
        assertEquals(ExitCode.ENVIRONMENT, run("check", directory.toString()));
        List<String> lines = out.toString().lines().toList();
        assertEquals(
                "bad version 1: refused: model \"bad\" version 1 does not run as its model.yaml declares it: output"
                        + " \"y\" is declared as INT64, but the network returns FP32",
                lines.get(0));
        assertTrue(lines.get(1).matches("good version 1: runs on PyTorch [0-9.]+, device (cpu|gpu:0)"), lines.get(1));
        assertEquals("1 of 2 models of " + directory + " cannot be served here", failure.toString());

        failure.getBuffer().setLength(0);
        Files.writeString(directory.resolve("bad/1/model.yaml"), "input: []");
        assertEquals(ExitCode.USAGE, run("check", directory.toString()));
        assertEquals(
                directory.resolve("bad/1/model.yaml") + ": unknown field input; did you mean inputs?",
                failure.toString());
    }

    @Test
    void aDamagedResultOfASearchIsToldInTheRowOfItsFormAlone(@TempDir Path home) throws IOException {
        ModelCache cache = ModelCache.at(home);
        Files.createDirectories(cache.mixedPrecision().getParent());
        Files.writeString(cache.mixedPrecision(), "{\"schema\":");
        String state = ModelsCommand.state(cache, "minilm", EngineOptions.PYTORCH, Variant.MIXED);
        assertTrue(
                state.startsWith("not available: search result " + cache.mixedPrecision() + " cannot be used: "),
                state);
        assertEquals(1, state.lines().count(), state);
        assertEquals(
                "prepared at first use",
                ModelsCommand.state(cache, "minilm", EngineOptions.PYTORCH, Variant.INT8_ROWS));
    }

    @Test
    void aSearchIsRefusedBeforeAnythingIsOpened() {
        assertEquals(ExitCode.USAGE, run("search", "bert"));
        assertEquals("model \"bert\" is unknown, must be one of [minilm]", failure.toString());
        failure.getBuffer().setLength(0);
        assertEquals(ExitCode.USAGE, run("search", "minilm", "--keep", "1.1"));
        assertEquals("--keep is 1.1, must be above 0 and at most 1", failure.toString());
        failure.getBuffer().setLength(0);
        assertEquals(ExitCode.USAGE, run("search", "minilm", "--tokens", "300"));
        assertEquals("--tokens is 300, must be 2 to 256", failure.toString());
        failure.getBuffer().setLength(0);
        assertEquals(ExitCode.USAGE, run("search", "minilm", "--batch", "0"));
        assertEquals("--batch is 0, must be 1 to 256", failure.toString());
    }

    private int run(String... args) {
        CommandLine line = new CommandLine(new ModelsCommand());
        line.setOut(new PrintWriter(out, true));
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            failure.write(String.valueOf(e.getMessage()));
            return e instanceof CommandException known ? known.exitCode() : ExitCode.ENVIRONMENT;
        });
        return line.execute(args);
    }
}
