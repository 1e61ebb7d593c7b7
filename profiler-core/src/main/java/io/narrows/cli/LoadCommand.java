package io.narrows.cli;

import io.narrows.experiment.Exchange;
import io.narrows.experiment.LoadException;
import io.narrows.experiment.LoadJson;
import io.narrows.experiment.LoadOptions;
import io.narrows.experiment.LoadResult;
import io.narrows.experiment.LoadStatistics;
import io.narrows.experiment.LoadTest;
import io.narrows.experiment.Outcome;
import io.narrows.experiment.Target;
import io.narrows.experiment.Texts;
import io.narrows.experiment.WorkloadOptions;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code narrows load}: open-loop load on a running server. */
@Command(
        name = "load",
        description = "Sends open-loop load to a running server and prints latency counted from the scheduled arrival.",
        footer = {"", "Exits with 1 when a request failed, and with 4 when none reached the server."})
public final class LoadCommand implements CommandProvider, Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--url", required = true, paramLabel = "URL", description = "Base URL, e.g. http://127.0.0.1:8080.")
    @SuppressWarnings("NullAway.Init") // required
    private URI url;

    @Option(names = "--model", paramLabel = "NAME", description = "Model to ask (default: ${DEFAULT-VALUE}).")
    private String model = "minilm";

    @Option(names = "--rate", required = true, paramLabel = "N", description = "Mean arrivals per second.")
    private double rate;

    @Option(names = "--seconds", required = true, paramLabel = "N", description = "How long to measure.")
    private double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Seconds of load before that, not measured (default: ${DEFAULT-VALUE}).")
    private double warmUpSeconds = LoadOptions.DEFAULT_WARM_UP.toSeconds();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Fixes the schedule and the texts (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Most requests under way at a time (default: ${DEFAULT-VALUE}).")
    private int connections = LoadOptions.DEFAULT_CONNECTIONS;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Longest time for a request, from its scheduled arrival (default: ${DEFAULT-VALUE}).")
    private double timeoutSeconds = LoadOptions.DEFAULT_TIMEOUT.toSeconds();

    @Option(
            names = "--texts",
            paramLabel = "FILE",
            description = "Texts to send, one a line in UTF-8 (default: those that come with narrows).")
    private @Nullable Path texts;

    @Option(
            names = "--repeat-share",
            paramLabel = "SHARE",
            description = "Share of texts that repeat a popular one (default: ${DEFAULT-VALUE}).")
    private double repeatShare = WorkloadOptions.DEFAULT_REPEAT_SHARE;

    @Option(
            names = "--zipf",
            paramLabel = "EXPONENT",
            description = "How unequally popular those are (default: ${DEFAULT-VALUE}).")
    private double zipfExponent = WorkloadOptions.DEFAULT_ZIPF_EXPONENT;

    @Option(names = "--out", paramLabel = "FILE", description = "Also write the result as JSON.")
    private @Nullable Path out;

    @Override
    public Object command() {
        return this;
    }

    @Override
    public Integer call() {
        LoadOptions options;
        Target target;
        Texts source;
        try {
            target = Target.of(url, model);
            options = options();
            source = texts == null ? Texts.builtIn() : Texts.fromFile(texts);
        } catch (LoadException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        LoadResult result;
        try (Progress progress = Progress.step("load " + target.host() + ":" + target.port())) {
            result = LoadTest.run(target, source, options, progress::update);
            progress.done(result.answered() + " of " + result.scheduled() + " requests answered");
        }
        if (out != null) {
            LoadJson.write(out, url, result, null);
        }
        PrintWriter to = spec.commandLine().getOut();
        LoadStatistics.lines(result).forEach(to::println);
        to.flush();
        return exitCode(result);
    }

    private LoadOptions options() {
        return new LoadOptions(
                rate,
                duration("--warm-up", warmUpSeconds),
                positiveDuration("--seconds", seconds),
                connections,
                duration("--timeout", timeoutSeconds),
                new WorkloadOptions(
                        seed,
                        repeatShare,
                        zipfExponent,
                        WorkloadOptions.DEFAULT_POPULAR,
                        WorkloadOptions.DEFAULT_SEVERAL_SHARE));
    }

    static Duration duration(String option, double seconds) {
        if (!(seconds >= 0) || seconds > 86_400) {
            throw new LoadException(option + " must be from 0 to 86400 seconds, got " + seconds);
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    static Duration positiveDuration(String option, double seconds) {
        if (!(seconds > 0) || seconds > 86_400) {
            throw new LoadException(option + " must be above 0 and at most 86400 seconds, got " + seconds);
        }
        return duration(option, seconds);
    }

    private int exitCode(LoadResult result) {
        boolean reached = result.exchanges().stream().map(Exchange::outcome).anyMatch(o -> o != Outcome.REFUSED);
        if (!reached && result.scheduled() > 0) {
            throw CommandException.environment(
                    "nothing answers at " + url + ": all " + result.scheduled() + " connections were refused");
        }
        return result.failed() == 0 ? ExitCode.HOLDS : ExitCode.DOES_NOT_HOLD;
    }
}
