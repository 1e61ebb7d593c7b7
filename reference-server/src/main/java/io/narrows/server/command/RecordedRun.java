package io.narrows.server.command;

import io.narrows.cli.CommandException;
import io.narrows.cli.ExitCode;
import io.narrows.cli.NewRun;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.profiler.ProfilerException;
import io.narrows.profiler.TraceListener;
import io.narrows.server.LoadedModel;
import io.narrows.server.config.BatchingConfig;
import io.narrows.server.config.ConfigKey;
import io.narrows.server.config.Keys;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.http.QueueStages;
import io.narrows.server.model.ModelInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The run that a server records, from its configuration: checked before anything is loaded, opened when all is. */
final class RecordedRun {
    private final ServerConfig config;
    private final boolean enabled;
    private final boolean named;
    private final Path directory;

    /**
     * @throws CommandException when values do not fit each other, or the directory will not do
     */
    RecordedRun(ServerConfig config) {
        this.config = config;
        enabled = config.get(Keys.PROFILING_ENABLED);
        String run = config.get(Keys.PROFILING_RUN);
        named = !run.isEmpty();
        String time = LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
        directory = named ? Path.of(run) : Path.of("narrows-runs", time);
        if (enabled) {
            builder(List.of());
            NewRun.check(directory);
        }
    }

    /**
     * Starts recording, or gives a profiler that records nothing.
     *
     * @param models what it serves, for the fingerprint and the stations
     * @param listener made when there is something to record, and told of every request
     */
    Profiler open(List<LoadedModel> models, Supplier<TraceListener> listener) {
        if (!enabled) {
            return Profiler.disabled();
        }
        Profiler profiler;
        try {
            profiler = Profiler.open(builder(models)
                    .environment(facts(models))
                    .listener(listener.get())
                    .build());
        } catch (ProfilerException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        }
        keepConfiguration(profiler);
        if (!named) {
            NewRun.linkAsLatest(directory);
        }
        return profiler;
    }

    /** What the run's fingerprint says of the server: its models and its settings, but for those that name a place. */
    private Map<String, String> facts(List<LoadedModel> models) {
        Map<String, String> facts = new TreeMap<>();
        for (int i = 0; i < models.size(); i++) {
            ModelInfo model = models.get(i).info();
            String prefix = i == 0 ? "model." : "model." + (i + 1) + ".";
            facts.put(prefix + "name", model.name());
            facts.put(prefix + "version", model.version());
            facts.put(prefix + "platform", model.platform());
            model.properties().forEach((key, value) -> facts.put(prefix + key, value));
        }
        for (ConfigKey<?> key : Keys.all()) {
            if (!key.equals(Keys.PROFILING_RUN) && !key.equals(Keys.HTTP_HOST) && !key.equals(Keys.HTTP_PORT)) {
                facts.put("config." + key.name(), config.text(key));
            }
        }
        return facts;
    }

    private ProfilerConfig.Builder builder(List<LoadedModel> models) {
        List<String> queues =
                QueueStages.names(models.stream().map(LoadedModel::info).toList());
        try {
            ProfilerConfig.Builder builder = ProfilerConfig.builder(directory)
                    .service("narrows serve")
                    .breakdowns(true)
                    .bufferBytes(Math.toIntExact(config.get(Keys.PROFILING_BUFFER)))
                    .sampleOneIn(config.get(Keys.PROFILING_SAMPLE))
                    .slowQuantile(config.get(Keys.PROFILING_SLOW_QUANTILE))
                    .budget(config.get(Keys.PROFILING_BUDGET))
                    .rotateBytes(config.get(Keys.PROFILING_ROTATE_BYTES))
                    .rotateAfter(config.get(Keys.PROFILING_ROTATE_AFTER))
                    .maxLogBytes(config.get(Keys.PROFILING_MAX_LOG))
                    .lanes(config.get(Keys.PROFILING_LANES))
                    .lanePeriod(config.get(Keys.PROFILING_LANE_PERIOD))
                    .station("prepare.wait", config.get(Keys.PREPARE_THREADS))
                    .station("encode.wait", config.get(Keys.ENCODE_THREADS));
            for (int i = 0; i < queues.size(); i++) {
                ServerConfig of = models.get(i).config();
                boolean tensors = models.get(i) instanceof LoadedModel.Tensors; // they have one way of batching
                builder.batchStation(
                        queues.get(i),
                        of.get(Keys.BATCHING_WORKERS),
                        tensors ? of.get(Keys.BATCHING_MAX_SIZE) : BatchingConfig.mostInBatch(of),
                        tensors ? Duration.ZERO : BatchingConfig.delay(of));
            }
            if (config.get(Keys.PROFILING_CPU_SAMPLES)) {
                builder.cpuSamples(config.get(Keys.PROFILING_CPU_PERIOD));
            }
            builder.build();
            return builder;
        } catch (ProfilerException e) {
            throw CommandException.usage("section profiling does not fit together: " + e.getMessage());
        }
    }

    /** Puts the configuration beside the log, so that a run can be told from another and repeated. */
    private void keepConfiguration(Profiler profiler) {
        Path file = profiler.directory().resolve("config.yaml");
        try {
            Files.writeString(file, config.toYaml());
        } catch (IOException e) {
            profiler.close();
            throw new CommandException(
                    ExitCode.ENVIRONMENT, "configuration " + file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
