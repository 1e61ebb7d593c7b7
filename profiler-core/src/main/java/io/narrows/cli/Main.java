package io.narrows.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.narrows.environment.NarrowsVersion;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code narrows} command.
 *
 * <p>Knows no command by name: all come from {@link CommandProvider}s on the class path. Results go to standard output.
 * A failure is one line on standard error and an {@link ExitCode}; {@code --verbose} adds the stack trace.
 */
public final class Main {

    /** Level of Chronicle's loggers: at its start it warns that a library is missing which Narrows has no use for. */
    private static final String QUIET_CHRONICLE = "org.slf4j.simpleLogger.log.net.openhft";

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        if (System.getProperty(QUIET_CHRONICLE) == null) {
            System.setProperty(QUIET_CHRONICLE, "error");
        }
        System.exit(run(args));
    }

    /**
     * Runs the command in this process.
     *
     * @return one of {@link ExitCode}
     */
    public static int run(String... args) {
        PrintWriter err = new PrintWriter(System.err, true, UTF_8);
        List<Object> commands = new ArrayList<>();
        Iterator<CommandProvider> providers =
                ServiceLoader.load(CommandProvider.class).iterator();
        while (true) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                commands.add(providers.next().command());
            } catch (ServiceConfigurationError e) {
                err.println("narrows: a command is left out: " + Failure.oneLine(e.getMessage()));
            }
        }
        return run(commands, new PrintWriter(System.out, true, UTF_8), err, args);
    }

    static int run(List<?> commands, PrintWriter out, PrintWriter err, String... args) {
        boolean verbose = Arrays.asList(args).contains("--verbose");
        CommandLine line = commandLine(commands);
        line.setOut(out).setErr(err);
        line.setExecutionStrategy(parsed -> {
            refuseEmptyPaths(parsed);
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setParameterExceptionHandler((e, a) -> refuse(e, err, verbose));
        line.setExecutionExceptionHandler((e, command, parsed) ->
                Failure.report(e, command.getCommandSpec().qualifiedName(), err, verbose));
        int code;
        try {
            code = line.execute(args);
        } catch (StackOverflowError | LinkageError | AssertionError e) { // picocli hands on exceptions only
            code = Failure.report(e, "narrows", err, verbose);
        }
        if (out.checkError()) { // a writer tells nobody else: a full disk, a closed pipe
            err.println("narrows: standard output cannot be written");
            return ExitCode.ENVIRONMENT;
        }
        return code;
    }

    private static CommandLine commandLine(List<?> commands) {
        CommandLine root = new CommandLine(new Root());
        root.getCommandSpec().version("narrows " + NarrowsVersion.current());
        commands.stream()
                .map(CommandLine::new)
                .sorted(Comparator.comparing(CommandLine::getCommandName))
                .forEach(c -> root.addSubcommand(c.getCommandName(), c));
        root.getCommandSpec()
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Print the version.")
                        .build());
        addCommonOptions(root.getCommandSpec());
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setUsageHelpAutoWidth(true);
        return root;
    }

    private static void addCommonOptions(CommandSpec spec) {
        if (spec.findOption("--help") == null) {
            OptionSpec.Builder help =
                    spec.findOption('h') == null ? OptionSpec.builder("-h", "--help") : OptionSpec.builder("--help");
            spec.addOption(help.usageHelp(true).description("Print this help.").build());
        }
        if (spec.findOption("--verbose") == null) {
            spec.addOption(OptionSpec.builder("--verbose")
                    .description("Print a stack trace with an error.")
                    .build());
        }
        spec.subcommands().values().forEach(c -> addCommonOptions(c.getCommandSpec()));
    }

    /** An empty path would mean the current folder, which nobody named: most often a variable that was not set. */
    private static void refuseEmptyPaths(ParseResult parsed) {
        for (CommandLine command : parsed.asCommandLineList()) {
            for (ArgSpec argument : command.getParseResult().matchedArgs()) {
                if (argument.type() == Path.class && argument.stringValues().contains("")) {
                    String name = argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
                    throw new ParameterException(command, name + " is empty");
                }
            }
        }
    }

    private static int refuse(ParameterException e, PrintWriter err, boolean verbose) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String problem = String.valueOf(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched
                && !command.getSubcommands().isEmpty()
                && !unmatched.isUnknownOption()) {
            problem = "unknown command '" + unmatched.getUnmatched().get(0) + "'; commands are "
                    + String.join(", ", new TreeSet<>(command.getSubcommands().keySet()));
        }
        err.println(name + ": " + Failure.oneLine(problem) + " (see " + name + " --help)");
        if (verbose) {
            e.printStackTrace(err);
        }
        return ExitCode.USAGE;
    }

    @Command(
            name = "narrows",
            description = "Finds, predicts, fixes and guards bottlenecks in model-serving systems on the JVM.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "Exit codes: 0 holds, 1 does not hold, 2 wrong usage, 3 cannot decide, 4 the environment refused."
            })
    private static final class Root implements Runnable {
        @CommandLine.Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public void run() {
            throw new ParameterException(spec.commandLine(), "no command given");
        }
    }
}
