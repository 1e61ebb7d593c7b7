package io.narrows.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.narrows.diagnosis.Goal;
import io.narrows.log.LogException;
import io.narrows.log.RunDirectory;
import io.narrows.report.HtmlReport;
import io.narrows.report.JsonReport;
import io.narrows.report.MarkdownReport;
import io.narrows.report.RunReport;
import io.narrows.report.RunReports;
import io.narrows.report.TextReport;
import io.narrows.report.TextStyle;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code narrows report}: reads a run and says where its time went. */
@Command(
        name = "report",
        description = {
            "Reads a recorded run and says where its time went.",
            "Also writes report.json and report.html into the run directory."
        },
        footer = {"", "Exit code 3 where no request ended well, so that there is no latency to report."})
public final class ReportCommand implements Callable<Integer>, CommandProvider {

    /** How a report is written. */
    enum OutputFormat {
        text,
        html,
        json,
        md
    }

    @Parameters(paramLabel = "RUN", description = "Run directory, or a `latest` link to one.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path directory;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "One of ${COMPLETION-CANDIDATES}; text where not given.")
    private OutputFormat format = OutputFormat.text;

    @Option(names = "--out", paramLabel = "FILE", description = "Write to FILE instead of standard output.")
    private @Nullable Path out;

    @Option(
            names = "--slo",
            paramLabel = "GOAL",
            converter = GoalOption.class,
            description = {
                "Rank the findings by what helps to reach GOAL: p50, p90 or p99 with a time, as p99=50ms, or"
                        + " throughput=120/s."
            })
    private @Nullable Goal goal;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** For the service loader. */
    public ReportCommand() {}

    @Override
    public Object command() {
        return this;
    }

    @Override
    public Integer call() {
        RunDirectory run = RunDirectory.open(directory);
        RunReport report = read(run);
        PrintWriter err = spec.commandLine().getErr();
        try {
            RunReports.write(run, report);
        } catch (UncheckedIOException e) {
            err.println(Failure.oneLine("narrows report: report.json and report.html cannot be written into "
                    + directory + ": " + Failure.reason(Objects.requireNonNull(e.getCause()))));
        }
        Path file = out;
        String text = render(report, file == null ? TextStyle.detect() : TextStyle.PLAIN);
        if (file == null) {
            PrintWriter output = spec.commandLine().getOut();
            output.print(text);
            output.flush();
        } else {
            write(file, text);
        }
        return report.hasLatency() ? ExitCode.HOLDS : ExitCode.CANNOT_DECIDE;
    }

    private RunReport read(RunDirectory run) {
        try {
            return RunReports.read(run, directory, goal);
        } catch (LogException e) {
            throw new CommandException(ExitCode.DOES_NOT_HOLD, Failure.oneLine(e.getMessage()), e);
        }
    }

    private String render(RunReport report, TextStyle style) {
        return switch (format) {
            case text -> TextReport.render(report, style);
            case html -> HtmlReport.render(report);
            case json -> JsonReport.render(report);
            case md -> MarkdownReport.render(report);
        };
    }

    private static void write(Path file, String text) {
        try {
            Files.write(file, text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.ENVIRONMENT, "--out " + file + " cannot be written: " + Failure.reason(e), e);
        }
    }
}
