package io.narrows.cli;

import io.narrows.analysis.TraceCounts;
import io.narrows.experiment.Calibration;
import io.narrows.experiment.Launcher;
import io.narrows.experiment.LoadException;
import io.narrows.experiment.LoadJson;
import io.narrows.experiment.LoadListener;
import io.narrows.experiment.LoadOptions;
import io.narrows.experiment.LoadResult;
import io.narrows.experiment.LoadStatistics;
import io.narrows.experiment.LoadTest;
import io.narrows.experiment.ServerProcess;
import io.narrows.experiment.Target;
import io.narrows.experiment.Texts;
import io.narrows.experiment.WorkloadOptions;
import io.narrows.golden.GoldenCheck;
import io.narrows.golden.GoldenException;
import io.narrows.golden.GoldenListener;
import io.narrows.golden.GoldenModel;
import io.narrows.golden.GoldenResult;
import io.narrows.golden.GoldenSet;
import io.narrows.golden.HttpGoldenModel;
import io.narrows.log.RunDirectory;
import io.narrows.report.RunReport;
import io.narrows.report.RunReports;
import io.narrows.report.TextReport;
import io.narrows.report.TextStyle;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One demo: prepare, serve, load, check, explain. Used once, by one thread. */
final class Demo {
    private static final String MODEL = "minilm";
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(20);
    /** Long: when something else takes the machine meanwhile, answers are to be slow rather than missing. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration CALIBRATION_WARM_UP = Duration.ofSeconds(6);
    private static final Duration CALIBRATION = Duration.ofSeconds(4);

    /** A replay needs 200 that ended well after the warm-up. */
    private static final double REQUESTS = 240;

    private static final double SHORTEST_S = 20;
    private static final double LONGEST_S = 40;

    private final Path directory;
    private final boolean linkAsLatest;
    private final @Nullable Duration givenDuration;
    private final @Nullable Double givenRate;
    private final int port;
    private final WorkloadOptions workload;
    private final PrintWriter out;
    private final Launcher launcher = Launcher.ofThisProcess();
    private final List<String> problems = new ArrayList<>();

    Demo(
            Path directory,
            boolean linkAsLatest,
            @Nullable Duration givenDuration,
            @Nullable Double givenRate,
            int port,
            long seed,
            PrintWriter out) {
        this.directory = directory;
        this.linkAsLatest = linkAsLatest;
        this.givenDuration = givenDuration;
        this.givenRate = givenRate;
        this.port = port;
        this.workload = WorkloadOptions.defaults(seed);
        this.out = out;
    }

    /** Runs all steps; returns an {@link ExitCode}. What did not hold is on standard error, one line each. */
    int run() {
        prepare();
        LoadResult load;
        try (ServerProcess server = start()) {
            try {
                load = loadAndCheck(server);
                stop(server);
            } catch (LoadException | GoldenException e) {
                if (!server.alive()) {
                    throw CommandException.environment("the server ended while it was needed: " + server.lastError());
                }
                throw e;
            }
        }
        RunDirectory run = RunDirectory.open(directory);
        if (linkAsLatest) {
            run.linkAsLatest();
        }
        report(run, load);
        problems.forEach(problem -> System.err.println("narrows demo: " + problem));
        return problems.isEmpty() ? ExitCode.HOLDS : ExitCode.DOES_NOT_HOLD;
    }

    private void prepare() {
        int code;
        try {
            code = new ProcessBuilder(launcher.commandLine(List.of("models", "prepare", MODEL)))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.ENVIRONMENT, "the preparation of the model cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.environment("the preparation of the model was interrupted");
        }
        if (code != 0) {
            throw new CommandException(code, "model " + MODEL + " could not be prepared, for the reason above");
        }
    }

    private ServerProcess start() {
        List<String> arguments = List.of("--port", Integer.toString(port), "--run", directory.toString());
        try (Progress progress = Progress.step("start server")) {
            ServerProcess server = ServerProcess.start(launcher, arguments, directory.resolve("server.log"), START);
            progress.done("listening on " + server.url());
            return server;
        } catch (ServerProcess.FailedException e) {
            int code = e.exitCode() > 0 ? e.exitCode() : ExitCode.ENVIRONMENT;
            throw new CommandException(code, String.valueOf(e.getMessage()), e);
        }
    }

    private LoadResult loadAndCheck(ServerProcess server) {
        Target target = Target.of(server.url(), MODEL);
        double maxPerS;
        double rate;
        try (Progress progress = Progress.step("find a rate")) {
            maxPerS = new Calibration(target, Texts.builtIn(), workload, Calibration.DEFAULT_CONCURRENCY)
                    .maxPerS(CALIBRATION_WARM_UP, CALIBRATION, progress::update);
            rate = givenRate == null ? Calibration.suggestedRatePerS(maxPerS) : givenRate;
            progress.done(String.format(
                    Locale.ROOT,
                    givenRate == null
                            ? "sustains about %.0f/s, 60 %% of it is %.1f/s"
                            : "sustains about %.0f/s, asked for %.1f/s",
                    maxPerS,
                    rate));
        }
        LoadResult load = load(target, server.url(), rate, maxPerS);
        check(server.url());
        return load;
    }

    private LoadResult load(Target target, URI url, double rate, double maxPerS) {
        Duration duration = givenDuration == null ? duration(rate) : givenDuration;
        LoadOptions options = new LoadOptions(
                rate, LoadOptions.DEFAULT_WARM_UP, duration, LoadOptions.DEFAULT_CONNECTIONS, PATIENCE, workload);
        LoadResult load;
        try (Progress progress = Progress.step("load")) {
            LoadListener listener = progress::update;
            load = LoadTest.run(target, Texts.builtIn(), options, listener);
            progress.done(load.answered() + " of " + load.scheduled() + " requests answered");
        }
        LoadJson.write(directory.resolve("load.json"), url, load, maxPerS);
        if (load.failed() > 0) {
            problems.add(LoadStatistics.lines(load).get(0));
        }
        return load;
    }

    /** As long as it takes to send what a prediction needs, within what one likes to wait for. */
    static Duration duration(double ratePerS) {
        double seconds = REQUESTS / ratePerS;
        return Duration.ofMillis(Math.round(1_000 * Math.min(Math.max(seconds, SHORTEST_S), LONGEST_S)));
    }

    private void check(URI url) {
        GoldenSet set = goldenSet();
        try (Progress progress = Progress.step("check answers");
                GoldenModel model = new HttpGoldenModel(url, MODEL)) {
            GoldenResult result = GoldenCheck.run(set, model, new TwoSteps(progress));
            result.write(directory.resolve("golden.json"));
            if (result.passed()) {
                progress.done(result.compared() + " of " + result.samples() + " golden samples agree");
            } else {
                problems.add("golden check: " + result.reason());
            }
        }
    }

    /* The check asks each sample alone, then in batches; one bar over both. */
    private static final class TwoSteps implements GoldenListener {
        private final Progress progress;
        private String first = "";

        TwoSteps(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void progress(String step, int done, int total) {
            first = first.isEmpty() ? step : first;
            progress.update(step.equals(first) ? done : total + done, 2L * total);
        }
    }

    private static GoldenSet goldenSet() {
        URL resource = GoldenModels.load()
                .provider(MODEL)
                .goldenSet(MODEL)
                .orElseThrow(() -> CommandException.environment("model " + MODEL + " comes without a golden set"));
        return GoldenModels.read(resource, GoldenSet::read);
    }

    private void report(RunDirectory run, LoadResult load) {
        RunReport report;
        try (Progress progress = Progress.step("explain the run")) {
            report = RunReports.read(run, directory);
            RunReports.write(run, report);
            progress.done(compareCounts(report.analysis().counts(), load));
        }
        out.println();
        out.print(TextReport.render(report, TextStyle.detect()));
        LoadStatistics.warning(load).ifPresent(line -> out.println("  note     " + line));
        out.flush();
    }

    private String compareCounts(TraceCounts counts, LoadResult load) {
        String line = counts.ok()
                + (counts.sampled()
                        ? " good requests by the weights of the kept traces for "
                        : " good traces in the log for ")
                + load.answered() + " answered requests";
        if (!counts.sampled() && counts.ok() != load.answered()) {
            problems.add(line + "; these must be equal");
        }
        return line;
    }

    private static void stop(ServerProcess server) {
        try (Progress progress = Progress.step("stop server")) {
            int code = server.stop(STOP);
            if (code != 0) {
                throw CommandException.environment(
                        "the server ended with exit code " + code + ": " + server.lastError());
            }
            progress.done("its log is closed");
        } catch (ServerProcess.FailedException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        }
    }
}
