package io.narrows.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.environment.NarrowsVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(
                List.of(new Probe(), new Group()), new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private void assertOneLine(String expected) {
        assertEquals(expected + System.lineSeparator(), err.toString());
    }

    @Test
    void passesOnTheCommandsExitCode() {
        assertEquals(ExitCode.CANNOT_DECIDE, run("probe", "--throwing", "nothing"));
        assertEquals("", err.toString());
    }

    @Test
    void versionIsTheOneOfTheBuild() {
        assertEquals(ExitCode.HOLDS, run("--version"));
        assertEquals("narrows " + NarrowsVersion.current() + System.lineSeparator(), out.toString());
        assertTrue(NarrowsVersion.current().matches("\\d+\\.\\d+\\.\\d+.*"), NarrowsVersion.current());
    }

    @Test
    void helpGoesToStandardOutput() {
        assertEquals(ExitCode.HOLDS, run("probe", "--help"));
        assertTrue(out.toString().contains("Usage: narrows probe"), out.toString());
        assertTrue(out.toString().contains("--verbose"), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void outputThatCannotBeWrittenIsNoticed() {
        PrintStream full = new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int one) throws IOException {
                        throw new IOException("No space left on device");
                    }
                },
                false,
                UTF_8);
        assertEquals(
                ExitCode.ENVIRONMENT,
                Main.run(
                        List.of(new Probe()),
                        new PrintWriter(full, true, UTF_8),
                        new PrintWriter(err, true),
                        "probe",
                        "--help"));
        assertOneLine("narrows: standard output cannot be written");
    }

    @Test
    void unknownCommandIsOneLine() {
        assertEquals(ExitCode.USAGE, run("prob"));
        assertOneLine("narrows: unknown command 'prob'; commands are group, probe (see narrows --help)");
    }

    @Test
    void unknownCommandOfAGroupIsOneLine() {
        assertEquals(ExitCode.USAGE, run("group", "x"));
        assertOneLine("narrows group: unknown command 'x'; commands are inner (see narrows group --help)");
    }

    @Test
    void unknownOptionIsOneLine() {
        assertEquals(ExitCode.USAGE, run("probe", "--nonsense"));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains("--nonsense"), err.toString());
    }

    @Test
    void badValueIsOneLine() {
        assertEquals(ExitCode.USAGE, run("probe", "--count", "many"));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains("'many'"), err.toString());
    }

    @Test
    void noCommandIsWrongUsage() {
        assertEquals(ExitCode.USAGE, run());
        assertOneLine("narrows: no command given (see narrows --help)");
    }

    @Test
    void commandExceptionGivesItsExitCodeAndLine() {
        assertEquals(ExitCode.DOES_NOT_HOLD, run("probe", "--throwing", "command"));
        assertOneLine("narrows probe: sample 3 is off");
    }

    @Test
    void fileErrorNamesTheFile() {
        assertEquals(ExitCode.ENVIRONMENT, run("probe", "--throwing", "file"));
        assertOneLine("narrows probe: a/b: the folder a does not exist");
    }

    @Test
    void anEmptyPathIsRefusedByName() {
        assertEquals(ExitCode.USAGE, run("probe", "--out", ""));
        assertOneLine("narrows probe: --out is empty (see narrows probe --help)");
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        run("probe", "--count", "\u001b[31mred");
        run("probe", "--throwing", "steer");
        run("\u001b[2Jwipe");
        assertEquals(3, err.toString().lines().count(), err.toString());
        assertFalse(err.toString().contains("\u001b"), err.toString());
        assertTrue(err.toString().contains("narrows probe:  [31m no log"), err.toString());
    }

    @Test
    void unexpectedExceptionIsOneLineWithoutVerbose() {
        assertEquals(ExitCode.ENVIRONMENT, run("probe", "--throwing", "bug"));
        assertOneLine("narrows probe: unexpected IllegalStateException: a; b (--verbose prints the stack trace)");
    }

    @Test
    void anErrorOfTheMachineIsOneLineToo() {
        assertEquals(ExitCode.ENVIRONMENT, run("probe", "--throwing", "deep"));
        assertOneLine("narrows: unexpected StackOverflowError (--verbose prints the stack trace)");
    }

    @Test
    void verbosePrintsTheStackTrace() {
        assertEquals(ExitCode.ENVIRONMENT, run("probe", "--throwing", "bug", "--verbose"));
        assertTrue(err.toString().contains("at io.narrows.cli.MainTest"), err.toString());
    }

    @Test
    void verboseWorksBeforeTheCommandToo() {
        assertEquals(ExitCode.ENVIRONMENT, run("--verbose", "probe", "--throwing", "bug"));
        assertTrue(err.toString().contains("at io.narrows.cli.MainTest"), err.toString());
    }

    @Test
    void aCommandMayTakeArguments() {
        assertEquals(ExitCode.CANNOT_DECIDE, run("probe", "a", "b"));
        assertFalse(out.toString().contains("Usage"), out.toString());
    }

    @Command(name = "probe", description = "Does as told.")
    private static final class Probe implements Callable<Integer> {
        @Option(names = "--throwing", defaultValue = "nothing")
        private String throwing = "";

        @Option(names = "--count", defaultValue = "1")
        private int count;

        @Option(names = "--out")
        private Path out = Path.of("out");

        @Parameters(arity = "0..*")
        private List<String> rest = List.of();

        @Override
        public Integer call() throws IOException {
            switch (throwing) {
                case "command" -> throw CommandException.notHolding("sample 3 is off");
                case "file" -> throw new UncheckedIOException(new NoSuchFileException("a/b"));
                case "steer" -> throw CommandException.notHolding("\u001b[31m no log\u0007 in " + out);
                case "deep" -> throw new StackOverflowError();
                case "bug" -> throw new IllegalStateException("a\n  b");
                default -> {
                    return rest.size() == 1 && count == 0 ? ExitCode.HOLDS : ExitCode.CANNOT_DECIDE;
                }
            }
        }
    }

    @Command(name = "group", subcommands = Inner.class)
    private static final class Group implements Callable<Integer> {
        @Override
        public Integer call() {
            return ExitCode.HOLDS;
        }
    }

    @Command(name = "inner")
    private static final class Inner implements Callable<Integer> {
        @Override
        public Integer call() {
            return ExitCode.HOLDS;
        }
    }
}
