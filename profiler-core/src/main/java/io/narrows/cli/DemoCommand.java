package io.narrows.cli;

import io.narrows.experiment.LoadException;
import io.narrows.experiment.LoadOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code narrows demo}: serves the built-in model, puts it under load, checks its answers and explains the run. */
@Command(
        name = "demo",
        description =
                "Serves the built-in model, puts it under load, checks its answers, and says where the time goes.",
        footer = {
            "",
            "Exits with 1 when an answer was wrong, a request failed, or the log does not hold one trace for each answer."
        })
public final class DemoCommand implements CommandProvider, Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Directory of the run, new or empty (default: narrows-runs/TIME, with a latest link beside it).")
    private @Nullable Path out;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long the measured load lasts (default: as long as 240 requests take, from 20 to 40).")
    private @Nullable Double seconds;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Mean arrivals per second (default: 60 %% of what the server sustains here).")
    private @Nullable Double rate;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the server (default: a free one).")
    private int port;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Fixes the schedule and the texts (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Override
    public Object command() {
        return this;
    }

    @Override
    public Integer call() {
        @Nullable Duration duration;
        try {
            duration = seconds == null ? null : LoadCommand.positiveDuration("--seconds", seconds);
            LoadOptions.of(rate == null ? 1 : rate, duration == null ? Duration.ofSeconds(1) : duration, seed);
        } catch (LoadException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        if (port < 0 || port > 65_535) {
            throw CommandException.usage("--port must be from 0 (a free one) to 65535, got " + port);
        }
        checkPort();
        Path run = directory();
        PrintWriter to = spec.commandLine().getOut();
        return new Demo(run, out == null, duration, rate, port, seed, to).run();
    }

    private Path directory() {
        Path run = out == null
                ? Path.of(
                        "narrows-runs",
                        LocalDateTime.now(ZoneId.systemDefault())
                                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")))
                : out;
        try {
            if (Files.isDirectory(run) && !isEmpty(run)) {
                throw CommandException.environment(
                        "run directory " + run + " is not empty; name one that does not exist");
            }
            Files.createDirectories(run);
            Files.delete(Files.createTempFile(run, "write", ".probe"));
        } catch (IOException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, "run directory " + run + " cannot be written: " + e, e);
        }
        return run;
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    /* The server would refuse as well, but only after the model has been loaded. */
    private void checkPort() {
        if (port == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.ENVIRONMENT, "port " + port + " on 127.0.0.1 cannot be used: " + e.getMessage(), e);
        }
    }
}
