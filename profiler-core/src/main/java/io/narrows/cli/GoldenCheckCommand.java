package io.narrows.cli;

import io.narrows.golden.GoldenCheck;
import io.narrows.golden.GoldenCheckOptions;
import io.narrows.golden.GoldenException;
import io.narrows.golden.GoldenModel;
import io.narrows.golden.GoldenResult;
import io.narrows.golden.GoldenSet;
import io.narrows.golden.GoldenTolerance;
import io.narrows.golden.HttpGoldenModel;
import io.narrows.golden.NoiseOptions;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code narrows golden check}. */
@Command(
        name = "check",
        description = "Asks an engine or a running server for every sample of a golden set and compares the answers.",
        footer = {
            "",
            "Exit codes: 0 all samples agree, 1 some do not, 2 wrong usage, 3 nothing was compared, 4 engine or server not available."
        })
final class GoldenCheckCommand implements Callable<Integer> {

    enum Format {
        text,
        json
    }

    static final class Target {
        @Option(
                names = "--engine",
                paramLabel = "NAME",
                description = "Check this engine in this process (default: the model's preferred engine).")
        private @Nullable String engine;

        @Option(
                names = "--url",
                paramLabel = "URL",
                description = "Check the server at this address, for example http://127.0.0.1:8000.")
        private @Nullable URI url;
    }

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--set",
            paramLabel = "FILE",
            description = "Golden set (default: the one that comes with the model).")
    private @Nullable Path setFile;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Model (default: the one that the set names, or minilm).")
    private @Nullable String model;

    @ArgGroup
    private Target target = new Target();

    @Option(names = "--out", paramLabel = "FILE", description = "Write the result as JSON into this file as well.")
    private @Nullable Path out;

    @Option(
            names = "--format",
            defaultValue = "text",
            description = "What is printed: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format = Format.text;

    @Option(names = "--no-batches", description = "Do not ask the samples in batches as well.")
    private boolean noBatches;

    @Option(
            names = "--tier",
            paramLabel = "NAME",
            description = "Allow what this kind of change may do, instead of what the set says: bitwise, few-ulp,"
                    + " same-precision-other-engine, mixed-precision, quantized.")
    private @Nullable String tier;

    @Option(
            names = "--full",
            description = "First measure the model's own noise: ask again, in batches of every size, shuffled, and from"
                    + " several clients at a time.")
    private boolean full;

    @Option(
            names = "--max-batch",
            paramLabel = "N",
            defaultValue = "8",
            description = "Largest batch of --full (default: ${DEFAULT-VALUE}).")
    private int maxBatch = 8;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "4",
            description = "Clients at a time of --full, 1 for none (default: ${DEFAULT-VALUE}).")
    private int clients = 4;

    @Option(names = "--any-model", description = "Compare although the model's hash differs from the set's.")
    private boolean anyModel;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "Time limit of one request to a server (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds = 30;

    @Override
    public Integer call() {
        if (timeoutSeconds < 1) {
            throw CommandException.usage("--timeout is " + timeoutSeconds + "; it must be 1 or more");
        }
        GoldenCheckOptions options = options();
        GoldenModels models = GoldenModels.load();
        GoldenSet set = set(models);
        GoldenResult result;
        try (GoldenModel opened = open(models, set);
                GoldenProgress progress = new GoldenProgress()) {
            result = GoldenCheck.run(set, opened, options, progress);
            if (out != null) {
                result.write(out);
            }
        } catch (GoldenException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, e.getMessage(), e);
        }
        spec.commandLine().getOut().print(format == Format.json ? result.toJson() : GoldenReport.of(set, result));
        spec.commandLine().getOut().flush();
        if (!result.decided()) {
            throw new CommandException(ExitCode.CANNOT_DECIDE, result.reason());
        }
        if (!result.passed()) {
            String worst =
                    result.worst() == null ? "" : "; worst: " + result.worst().line();
            throw CommandException.notHolding(result.reason() + worst);
        }
        return ExitCode.HOLDS;
    }

    private GoldenCheckOptions options() {
        GoldenCheckOptions options =
                GoldenCheckOptions.defaults().batches(!noBatches).anyModelHash(anyModel);
        try {
            if (tier != null) {
                options = options.tolerance(GoldenTolerance.Tier.of(tier).tolerance());
            }
            NoiseOptions noise = NoiseOptions.defaults().maxBatch(maxBatch).clients(clients);
            return full ? options.noise(noise) : options;
        } catch (GoldenException e) {
            throw CommandException.usage(e.getMessage());
        }
    }

    private GoldenSet set(GoldenModels models) {
        try {
            if (setFile != null) {
                return GoldenSet.read(setFile);
            }
            String name = model == null ? "minilm" : model;
            URL resource = models.provider(name)
                    .goldenSet(name)
                    .orElseThrow(() -> CommandException.usage(
                            "model '" + name + "' comes without a golden set; name one with --set FILE"));
            return GoldenModels.read(resource, GoldenSet::read);
        } catch (GoldenException e) {
            int code = e.getCause() instanceof IOException ? ExitCode.ENVIRONMENT : ExitCode.CANNOT_DECIDE;
            throw new CommandException(code, e.getMessage(), e);
        }
    }

    private GoldenModel open(GoldenModels models, GoldenSet set) {
        String name = model == null ? set.model() : model;
        if (target.url != null) {
            return connect(target.url, name);
        }
        String engine = target.engine == null
                ? models.provider(name).engines().iterator().next()
                : target.engine;
        return models.open(name, engine);
    }

    private GoldenModel connect(URI url, String name) {
        try {
            return new HttpGoldenModel(url, name, Duration.ofSeconds(timeoutSeconds));
        } catch (GoldenException e) {
            int code = e.isUnavailable() ? ExitCode.ENVIRONMENT : ExitCode.USAGE;
            throw new CommandException(code, e.getMessage(), e);
        }
    }
}
