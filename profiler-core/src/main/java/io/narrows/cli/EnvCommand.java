package io.narrows.cli;

import io.narrows.compare.EnvironmentComparison;
import io.narrows.compare.EnvironmentComparison.Difference;
import io.narrows.compare.EnvironmentComparison.Weight;
import io.narrows.log.LogDocument;
import io.narrows.log.LogException;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunHeader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code narrows env}: where a run was recorded, or what differs between the places of two runs. */
@Command(
        name = "env",
        description = {
            "Says where a run was recorded: processor, limits, kernel, JVM, models, settings.",
            "With two runs it says what differs, and what that may do to a comparison."
        },
        footer = {
            "",
            "Exit code 1 where something differs that makes two runs hard to compare, 3 where a log cannot be read or does",
            "not say where it was recorded."
        })
public final class EnvCommand implements Callable<Integer>, CommandProvider {

    @Parameters(index = "0", paramLabel = "RUN", description = "Run directory, or a `latest` link to one.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path first;

    @Parameters(index = "1", arity = "0..1", paramLabel = "RUN", description = "The run to compare it with.")
    private @Nullable Path second;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** For the service loader. */
    public EnvCommand() {}

    @Override
    public Object command() {
        return this;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Map<String, String> before = environment(first);
        Path other = second;
        if (other == null) {
            new TreeMap<>(before).forEach((key, value) -> out.println(CompareText.clean(key + ": " + value)));
            return ExitCode.HOLDS;
        }
        EnvironmentComparison comparison = EnvironmentComparison.of(before, environment(other));
        print(comparison, out);
        return comparison.matters() ? ExitCode.DOES_NOT_HOLD : ExitCode.HOLDS;
    }

    private static Map<String, String> environment(Path directory) {
        RunDirectory run = RunDirectory.open(directory);
        try (LogReader reader = LogReader.open(run)) {
            for (LogDocument document : reader) {
                if (document instanceof RunHeader header) {
                    return header.environment();
                }
            }
        } catch (LogException e) {
            throw new CommandException(ExitCode.CANNOT_DECIDE, Failure.oneLine(e.getMessage()), e);
        }
        throw new CommandException(
                ExitCode.CANNOT_DECIDE,
                "the log of " + directory + " has no readable header, so where it was recorded is unknown");
    }

    /** Prints what differs, by weight. */
    static void print(EnvironmentComparison comparison, PrintWriter out) {
        if (comparison.differences().isEmpty() && comparison.same() == 0) {
            out.println("environment  not compared");
            return;
        }
        if (comparison.differences().isEmpty()) {
            out.println("environment  the same, " + comparison.same() + " facts");
            return;
        }
        for (Weight weight : Weight.values()) {
            String title = title(weight);
            for (Difference difference : comparison.differences()) {
                if (difference.weight() == weight) {
                    out.println(CompareText.clean(title + difference.key() + ": " + shown(difference.first()) + " -> "
                            + shown(difference.second()) + "  (" + difference.why() + ")"));
                    title = " ".repeat(title.length());
                }
            }
        }
        out.println("the same     " + comparison.same() + " facts");
    }

    private static String title(Weight weight) {
        return switch (weight) {
            case MATTERS -> "matters      ";
            case CHOSEN -> "chosen       ";
            case FOR_THE_RECORD -> "also         ";
        };
    }

    private static String shown(String value) {
        return value.isEmpty() ? "(not there)" : value;
    }
}
