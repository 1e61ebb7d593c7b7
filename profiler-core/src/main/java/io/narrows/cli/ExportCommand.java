package io.narrows.cli;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.log.LogException;
import io.narrows.log.RunDirectory;
import io.narrows.report.RunReports;
import io.narrows.report.export.Export;
import io.narrows.report.export.ExportFormat;
import io.narrows.report.export.ExportOptions;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code narrows export}: the requests of a run in a format of another tool. */
@Command(
        name = "export",
        description = {
            "Writes the requests of a run for another tool: perfetto and chrome for a timeline in ui.perfetto.dev,",
            "otlp for an OpenTelemetry collector, collapsed for flame graph tools."
        })
public final class ExportCommand implements Callable<Integer>, CommandProvider {

    /** What an export is written for. */
    enum OutputFormat {
        perfetto(ExportFormat.PERFETTO),
        chrome(ExportFormat.CHROME),
        otlp(ExportFormat.OTLP),
        collapsed(ExportFormat.COLLAPSED);

        private final ExportFormat format;

        OutputFormat(ExportFormat format) {
            this.format = format;
        }
    }

    private static final int BUFFER_BYTES = 1 << 16;

    @Parameters(paramLabel = "RUN", description = "Run directory, or a `latest` link to one.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path directory;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            required = true,
            description = "One of ${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init") // required by picocli
    private OutputFormat format;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write to FILE, or to standard output where it is -. Otherwise into the run directory.")
    private @Nullable Path out;

    @ArgGroup
    private @Nullable Selected selected;

    /** Which requests; one way or the other. */
    static final class Selected {
        @Option(names = "--limit", paramLabel = "N", description = "Only the first N measured requests, 1 to 1000000.")
        private @Nullable Integer limit;

        @Option(
                names = "--slowest",
                paramLabel = "N",
                description = "Only the N slowest measured requests, 1 to 1000000.")
        private @Nullable Integer slowest;
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** For the service loader. */
    public ExportCommand() {}

    @Override
    public Object command() {
        return this;
    }

    @Override
    public Integer call() {
        RunDirectory run = RunDirectory.open(directory);
        ExportOptions options = options(run);
        Path file = out == null ? directory.resolve(format.format.fileName()) : out;
        if (file.toString().equals("-")) {
            warn(toStandardOutput(run, options));
            return ExitCode.HOLDS;
        }
        Export.Result result = toFile(run, options, file);
        warn(result);
        PrintWriter output = spec.commandLine().getOut();
        output.println(String.format(
                Locale.ROOT,
                "%s: %,d request%s%s",
                Failure.oneLine(file.toString()),
                result.requests(),
                result.requests() == 1 ? "" : "s",
                format == OutputFormat.perfetto || format == OutputFormat.chrome
                        ? "; open it in https://ui.perfetto.dev"
                        : ""));
        output.flush();
        return ExitCode.HOLDS;
    }

    private ExportOptions options(RunDirectory run) {
        AnalysisOptions measured = RunReports.measured(run);
        Selected some = selected;
        return some == null
                ? ExportOptions.everything(measured)
                : new ExportOptions(measured, checked("--limit", some.limit), checked("--slowest", some.slowest));
    }

    private static int checked(String option, @Nullable Integer number) {
        if (number != null && (number < 1 || number > ExportOptions.MOST)) {
            throw CommandException.usage(option + " is " + number + ", but must be from 1 to " + ExportOptions.MOST);
        }
        return number == null ? 0 : number;
    }

    private void warn(Export.Result result) {
        PrintWriter err = spec.commandLine().getErr();
        result.warnings().forEach(warning -> err.println("warning: " + Failure.oneLine(warning)));
    }

    private Export.Result toStandardOutput(RunDirectory run, ExportOptions options) {
        try (OutputStream output = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES)) {
            return export(run, options, output);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.ENVIRONMENT, "standard output cannot be written: " + Failure.reason(e), e);
        }
    }

    /** Beside and renamed, so that nobody opens half a file. */
    private Export.Result toFile(RunDirectory run, ExportOptions options, Path file) {
        Path beside = Path.of(file + ".part");
        try {
            Export.Result result;
            try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(beside), BUFFER_BYTES)) {
                result = export(run, options, output);
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(beside);
                throw e;
            }
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
            return result;
        } catch (IOException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, file + " cannot be written: " + Failure.reason(e), e);
        }
    }

    private Export.Result export(RunDirectory run, ExportOptions options, OutputStream output) throws IOException {
        try {
            return Export.write(run, format.format, options, output);
        } catch (LogException e) {
            throw new CommandException(ExitCode.DOES_NOT_HOLD, Failure.oneLine(e.getMessage()), e);
        }
    }
}
