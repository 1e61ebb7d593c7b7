package io.narrows.server.command;

import io.narrows.cli.CommandException;
import io.narrows.cli.ExitCode;
import io.narrows.profiler.Profiler;
import io.narrows.server.LoadedModels;
import io.narrows.server.NarrowsServer;
import io.narrows.server.ServerException;
import io.narrows.server.config.ConfigException;
import io.narrows.server.config.ConfigLoader;
import io.narrows.server.config.Keys;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.http.ServerMetrics;
import io.narrows.server.model.ModelException;
import io.narrows.server.warmup.WarmUp;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code narrows serve}: checks, models, warm-up, profiler, golden gate, listener, in this order; at the end listener, threads,
 * profiler, models. A signal is heard from the first check on; one that comes before the listener does leaves that out.
 *
 * <p>Prints one line on standard output when it is ready, everything else on standard error.
 */
@Command(name = "serve", description = "Serve a model over HTTP and record where its requests spend their time.")
final class ServeCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "YAML file with the configuration.")
    private @Nullable Path configFile;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on (http.host).")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on, 0 for a free one (http.port).")
    private @Nullable String port;

    @Option(names = "--run", paramLabel = "DIR", description = "Directory to record the run in (profiling.run).")
    private @Nullable String runDirectory;

    @Option(
            names = "--operators",
            paramLabel = "N",
            description = "Look into the forwards of N batches, layer by layer (profiling.operators).")
    private @Nullable String operators;

    @Option(names = "--no-profiling", description = "Record nothing (profiling.enabled: false).")
    private boolean noProfiling;

    @Option(names = "--exit-with-parent", description = "Stop when standard input ends.")
    private boolean exitWithParent;

    @Option(names = "--print-config", description = "Print the configuration that would be used, and stop.")
    private boolean printConfig;

    @Override
    public Integer call() {
        ServerConfig config = config();
        if (printConfig) {
            System.out.print(config.toYaml());
            return ExitCode.HOLDS;
        }
        Stop stop = Stop.onSignals();
        if (exitWithParent) {
            stop.atEndOf(System.in);
        }
        RecordedRun run = new RecordedRun(config);
        ConfiguredModels configured = configured(config);
        requireFreePort(config);
        try (LoadedModels models = open(configured)) {
            warmUp(config, models, stop);
            if (!stop.requested()) {
                serve(config, models, run, stop);
            } else {
                tell(stop);
            }
        }
        return ExitCode.HOLDS;
    }

    /** Until it is to stop. */
    private static void serve(ServerConfig config, LoadedModels models, RecordedRun run, Stop stop) {
        ServerMetrics metrics = new ServerMetrics();
        try (Profiler profiler = run.open(models.models(), metrics::ofTraces)) {
            GateStep.pass(config, models, profiler);
            if (stop.requested()) {
                tell(stop);
                return;
            }
            try (NarrowsServer server = server(config, models, profiler, metrics)) {
                announce(server, profiler);
                stop.await();
                tell(stop);
            }
        }
    }

    private static void tell(Stop stop) {
        System.err.println("stopping: " + stop.reason());
    }

    private ServerConfig config() {
        try {
            ServerConfig config = configFile == null ? ServerConfig.defaults() : ConfigLoader.load(configFile);
            config = host == null ? config : config.with(Keys.HTTP_HOST, host);
            config = port == null ? config : config.with(Keys.HTTP_PORT, port);
            config = runDirectory == null ? config : config.with(Keys.PROFILING_RUN, runDirectory);
            config = operators == null ? config : config.with(Keys.PROFILING_OPERATORS, operators);
            return noProfiling ? config.with(Keys.PROFILING_ENABLED, "false") : config;
        } catch (ConfigException e) {
            throw refused(e);
        }
    }

    private static ConfiguredModels configured(ServerConfig config) {
        try {
            return new ConfiguredModels(config);
        } catch (ConfigException e) {
            throw refused(e);
        }
    }

    private static CommandException refused(ConfigException e) {
        String line = String.valueOf(e.getMessage());
        return e.missingFile() ? CommandException.environment(line) : CommandException.usage(line);
    }

    private static LoadedModels open(ConfiguredModels configured) {
        try {
            return configured.open();
        } catch (ModelException e) {
            throw refused(e);
        }
    }

    private static void requireFreePort(ServerConfig config) {
        try {
            NarrowsServer.requireFreePort(config);
        } catch (ServerException e) {
            throw refused(e);
        }
    }

    private static NarrowsServer server(
            ServerConfig config, LoadedModels models, Profiler profiler, ServerMetrics metrics) {
        try {
            return NarrowsServer.start(config, models.models(), profiler, metrics);
        } catch (ServerException | ModelException e) {
            throw refused(e);
        }
    }

    /** A server that is slow at first is better than none: what goes wrong here is told and does not end it. */
    private static void warmUp(ServerConfig config, LoadedModels models, Stop stop) {
        try {
            WarmUp.Result warmed = WarmUp.run(config, models.models(), stop::requested);
            if (warmed.requests() > 0) {
                System.err.printf(
                        Locale.ROOT, "warmed up with %d requests in %.1f s%n", warmed.requests(), warmed.seconds());
            }
        } catch (IOException | RuntimeException e) {
            System.err.println("not warmed up to the end, the first requests may be slower: " + e.getMessage());
        }
    }

    private static CommandException refused(RuntimeException e) {
        return new CommandException(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
    }

    private static void announce(NarrowsServer server, Profiler profiler) {
        System.err.println(profiler.enabled() ? "recording to " + profiler.directory() : "recording nothing");
        PrintStream out = System.out;
        out.println("listening on " + server.url());
        out.flush();
    }
}
