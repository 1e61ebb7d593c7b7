package io.narrows.cli;

import io.narrows.compare.RunComparison;
import io.narrows.compare.Verdict;
import io.narrows.diagnosis.Diagnosis;
import io.narrows.log.LogException;
import io.narrows.log.RunDirectory;
import io.narrows.report.RunReports;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code narrows compare}: what changed from one run to another. */
@Command(
        name = "compare",
        description = {
            "Compares two recorded runs: latency, throughput and stages as ratios with 95 %% intervals.",
            "Says whether the bottleneck shifted, and what differs between the places where they were recorded."
        },
        footer = {
            "",
            "The intervals hold the memory of each run's queue, not the luck of a process's start.",
            "Exit code 0 where nothing regressed, 1 where something did, 3 where that cannot be decided: the runs are too",
            "short or too noisy, or the log of one cannot be read."
        })
public final class CompareCommand implements Callable<Integer>, CommandProvider {

    /** How the comparison is written. */
    enum OutputFormat {
        text,
        json
    }

    @Parameters(index = "0", paramLabel = "FIRST", description = "What is compared with: a run directory.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path first;

    @Parameters(index = "1", paramLabel = "SECOND", description = "What is compared: a run directory.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path second;

    @Option(
            names = "--within",
            paramLabel = "PERCENT",
            defaultValue = "5",
            description = "Changes up to this count as none; ${DEFAULT-VALUE} where not given.")
    private double withinPercent;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "One of ${COMPLETION-CANDIDATES}; text where not given.")
    private OutputFormat format = OutputFormat.text;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** For the service loader. */
    public CompareCommand() {}

    @Override
    public Object command() {
        return this;
    }

    @Override
    public Integer call() {
        if (!(withinPercent > 0 && withinPercent <= 100)) {
            throw new CommandException(
                    ExitCode.USAGE, "--within " + withinPercent + ": must be above 0 and at most 100");
        }
        RunComparison comparison =
                RunComparison.of(diagnosis("FIRST", first), diagnosis("SECOND", second), withinPercent / 100);
        PrintWriter out = spec.commandLine().getOut();
        if (format == OutputFormat.json) {
            out.println(CompareJson.render(comparison, first, second));
        } else {
            CompareText.print(comparison, out);
            EnvCommand.print(comparison.environment(), out);
            comparison.warnings().forEach(line -> out.println(CompareText.clean("warning      " + line)));
        }
        out.flush();
        return exitCode(comparison.verdict());
    }

    private static int exitCode(Verdict verdict) {
        return switch (verdict) {
            case IMPROVED, EQUIVALENT -> ExitCode.HOLDS;
            case REGRESSED -> ExitCode.DOES_NOT_HOLD;
            case CANNOT_DECIDE -> ExitCode.CANNOT_DECIDE;
        };
    }

    private static Diagnosis diagnosis(String which, Path directory) {
        RunDirectory run = RunDirectory.open(directory);
        try {
            return RunReports.read(run, directory).diagnosis();
        } catch (LogException e) {
            throw new CommandException(
                    ExitCode.CANNOT_DECIDE, which + " cannot be compared: " + Failure.oneLine(e.getMessage()), e);
        }
    }
}
