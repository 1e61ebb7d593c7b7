package io.narrows.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.narrows.analysis.cpu.Bands;
import io.narrows.analysis.cpu.CpuProfile;
import io.narrows.environment.CpuSampler;
import io.narrows.log.LogException;
import io.narrows.log.RunDirectory;
import io.narrows.report.RunCpu;
import io.narrows.report.RunReport;
import io.narrows.report.RunReports;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code narrows cpu}: on which code the processor time of each stage went. */
@Command(
        name = "cpu",
        description = {
            "Says on which code the processor time of each stage went, and what slow requests spent more of.",
            "Needs a run that was recorded with CPU samples."
        },
        footer = {"", "Exit code 3 where the run has no samples in a stage."})
public final class CpuCommand implements Callable<Integer>, CommandProvider {

    /** Fewer samples of slow or of typical requests say nothing about the difference. */
    private static final double ENOUGH = 20;

    @Parameters(paramLabel = "RUN", description = "Run directory, or a `latest` link to one.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path directory;

    @Option(names = "--stage", paramLabel = "NAME", description = "Only this stage.")
    private @Nullable String stage;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "8",
            description = "Lines for each stage; ${DEFAULT-VALUE} where not given.")
    private int top;

    @Option(
            names = "--collapsed",
            paramLabel = "FILE",
            description = {
                "Also write all stacks to FILE, a line each: stage;frame;frame;... samples.",
                "Flame graph viewers read that."
            })
    private @Nullable Path collapsed;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** For the service loader. */
    public CpuCommand() {}

    @Override
    public Object command() {
        return this;
    }

    @Override
    public Integer call() {
        if (top < 1) {
            throw new CommandException(ExitCode.USAGE, "--top " + top + ": must be at least 1");
        }
        RunDirectory run = RunDirectory.open(directory);
        CpuProfile profile = profile(run);
        List<CpuProfile.StageCpu> stages = profile.stages().stream()
                .filter(one -> stage == null || one.stage().equals(stage))
                .toList();
        Path file = collapsed;
        if (file != null) {
            write(file, stages);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(line(
                "%,d samples, %,.0f of them (%.1f %%) in a stage of a measured request",
                profile.samples(), profile.inStages(), percent(profile.inStages(), (double) profile.samples())));
        stages.forEach(one -> print(one, profile.inStages(), out));
        out.flush();
        return stages.isEmpty() ? ExitCode.CANNOT_DECIDE : ExitCode.HOLDS;
    }

    private void print(CpuProfile.StageCpu one, double all, PrintWriter out) {
        out.println();
        out.println(CompareText.clean(line(
                "%-40s %6.1f %% of the processor time of all stages, %,.0f samples",
                one.stage(), percent(one.samples(), all), one.samples())));
        one.frames().stream()
                .limit(top)
                .forEach(frame -> out.println(CompareText.clean(line(
                        "  %6.1f %%  %s%s",
                        percent(frame.samples(), one.samples()), frame.name(), ofSlow(frame, one)))));
    }

    /** What the slow requests spent on it, where that is told by enough samples. */
    private static String ofSlow(CpuProfile.Frame frame, CpuProfile.StageCpu stage) {
        return stage.ofSlow() < ENOUGH || stage.ofTypical() < ENOUGH
                ? ""
                : line(
                        "  (%.1f %% of that of slow requests, %.1f %% of typical ones)",
                        percent(frame.ofSlow(), stage.ofSlow()), percent(frame.ofTypical(), stage.ofTypical()));
    }

    private CpuProfile profile(RunDirectory run) {
        if (!RunCpu.recorded(run)) {
            throw new CommandException(
                    ExitCode.CANNOT_DECIDE,
                    "no " + CpuSampler.FILE + " in " + directory
                            + ": it was recorded without CPU samples (ProfilerConfig.builder(...).cpuSamples(...))");
        }
        try {
            RunReport report = RunReports.read(run, directory);
            return report.cpu().samples() > 0 ? report.cpu() : RunCpu.read(run, RunReports.measured(run), Bands.NONE);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.DOES_NOT_HOLD,
                    CpuSampler.FILE + " in " + directory + " cannot be read: "
                            + Failure.reason(e)
                            + "; a killed process leaves it unfinished",
                    e);
        } catch (LogException e) {
            throw new CommandException(ExitCode.DOES_NOT_HOLD, Failure.oneLine(e.getMessage()), e);
        }
    }

    private static void write(Path file, List<CpuProfile.StageCpu> stages) {
        StringBuilder text = new StringBuilder();
        for (CpuProfile.StageCpu one : stages) {
            for (CpuProfile.Stack stack : one.stacks()) {
                long samples = Math.round(stack.samples());
                if (samples > 0) {
                    text.append(one.stage().replace(';', ','))
                            .append(';')
                            .append(stack.frames())
                            .append(' ')
                            .append(samples)
                            .append('\n');
                }
            }
        }
        try {
            Files.write(file, text.toString().getBytes(UTF_8));
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.ENVIRONMENT, "--collapsed " + file + " cannot be written: " + Failure.reason(e), e);
        }
    }

    private static double percent(double part, double whole) {
        return whole > 0 ? 100 * part / whole : 0;
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
