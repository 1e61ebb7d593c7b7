package io.narrows.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.cli.CommandException;
import io.narrows.cli.ExitCode;
import io.narrows.server.model.ModelCache;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
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
        assertEquals("model      engine        variant    state", lines.get(0));
        assertEquals("minilm     pytorch       fp32       prepared", lines.get(1));
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
