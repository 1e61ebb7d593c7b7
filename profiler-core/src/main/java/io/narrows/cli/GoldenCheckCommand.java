package io.narrows.cli;

import io.narrows.golden.GoldenCheck;
import io.narrows.golden.GoldenCheckOptions;
import io.narrows.golden.GoldenException;
import io.narrows.golden.GoldenModel;
import io.narrows.golden.GoldenResult;
import io.narrows.golden.GoldenSet;
import io.narrows.golden.GoldenTolerance;
import io.narrows.golden.NoiseOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            "Exit codes: 0 all samples agree, 1 some do not, 2 wrong usage, 3 nothing was compared, 4 engine or server not available.",
            "Of several variants the worst counts, in the order 1, 2, 4, 3."
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

    @Option(
            names = "--variant",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Forms of the model to check, or all; each with the tolerance of its kind (default: the model's"
                            + " default form).")
    private List<String> variants = List.of();

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
        GoldenForms forms = new GoldenForms(
                models,
                model == null ? set.model() : model,
                target.engine,
                target.url,
                Duration.ofSeconds(timeoutSeconds));
        GoldenOutcome outcome = check(set, forms, options);
        if (!outcome.results().isEmpty()) {
            print(set, outcome);
        }
        return outcome.verdict(line -> spec.commandLine().getErr().println(line));
    }

    /** A form that cannot be asked does not cost the results of the others. */
    private GoldenOutcome check(GoldenSet set, GoldenForms forms, GoldenCheckOptions options) {
        List<String> asked = variants.isEmpty() ? List.of("") : forms.named(variants);
        forms.requireKnown(asked);
        GoldenOutcome outcome = new GoldenOutcome(forms.mayLack(variants));
        for (String form : asked) {
            try {
                GoldenModel opened = forms.open(form);
                outcome.asked(form, check(set, opened, how(forms.tier(form, opened), options)));
            } catch (CommandException e) {
                outcome.notAsked(form, e);
            }
        }
        return outcome;
    }

    private GoldenCheckOptions how(Optional<GoldenTolerance.Tier> ofForm, GoldenCheckOptions options) {
        return tier == null
                ? ofForm.map(GoldenTolerance.Tier::tolerance)
                        .map(options::tolerance)
                        .orElse(options)
                : options;
    }

    private static GoldenResult check(GoldenSet set, GoldenModel model, GoldenCheckOptions options) {
        try (model;
                GoldenProgress progress = new GoldenProgress()) {
            return GoldenCheck.run(set, model, options, progress);
        } catch (GoldenException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, e.getMessage(), e);
        }
    }

    private void print(GoldenSet set, GoldenOutcome outcome) {
        PrintWriter printed = spec.commandLine().getOut();
        Map<String, GoldenResult> results = outcome.results();
        GoldenResult only =
                outcome.several() ? null : results.values().iterator().next();
        String json = only == null ? GoldenForms.toJson(results) : only.toJson();
        if (format == Format.json) {
            printed.print(json);
        } else {
            results.forEach((form, result) -> printed.println(
                    (only == null ? "variant " + form + System.lineSeparator() : "") + GoldenReport.of(set, result)));
            if (only == null) {
                printed.print(GoldenReport.table(results));
            }
        }
        printed.flush();
        if (out != null) {
            write(out, json);
        }
    }

    private static void write(Path file, String json) {
        try {
            GoldenResult.write(file, json);
        } catch (GoldenException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, e.getMessage(), e);
        }
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
}
