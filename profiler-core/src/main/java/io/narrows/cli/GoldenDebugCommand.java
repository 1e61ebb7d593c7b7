package io.narrows.cli;

import io.narrows.golden.GoldenException;
import io.narrows.golden.GoldenModelProvider;
import io.narrows.golden.GoldenSample;
import io.narrows.golden.GoldenSet;
import io.narrows.golden.GoldenTolerance;
import io.narrows.golden.LayerComparison;
import io.narrows.golden.LayeredModel;
import java.io.PrintWriter;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code narrows golden debug}. */
@Command(
        name = "debug",
        description = "Finds the first layer in which an engine or variant parts from another one.",
        footer = {
            "",
            "Exit codes: 0 all layers agree, 1 one does not, 2 wrong usage, 3 nothing was compared, 4 engine not available."
        })
final class GoldenDebugCommand implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "minilm",
            description = "Model (default: ${DEFAULT-VALUE}).")
    private String model = "minilm";

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "Engine in question (default: the model's preferred engine).")
    private @Nullable String engine;

    @Option(
            names = "--variant",
            paramLabel = "NAME",
            description = "Form of the model in question (default: its first).")
    private @Nullable String variant;

    @Option(
            names = "--against",
            paramLabel = "ENGINE[:VARIANT]",
            defaultValue = "onnxruntime",
            description = "What is held to be right (default: ${DEFAULT-VALUE}).")
    private String against = "onnxruntime";

    @Option(
            names = "--set",
            paramLabel = "FILE",
            description = "Golden set whose inputs are asked (default: the one that comes with the model).")
    private @Nullable Path setFile;

    @Option(names = "--sample", paramLabel = "ID", split = ",", description = "Ask these samples only (default: all).")
    private List<String> ids = List.of();

    @Option(
            names = "--tier",
            paramLabel = "NAME",
            description = "The kind of change that a layer may show (default: that of the variant).")
    private @Nullable String tier;

    @Override
    public Integer call() {
        GoldenModels models = GoldenModels.load();
        GoldenModelProvider provider = models.provider(model);
        String suspected = engine == null ? provider.engines().iterator().next() : engine;
        String form = variant == null ? first(provider, suspected) : variant;
        String[] right = against.split(":", 2);
        double minSqnrDb = LayerComparison.minSqnrDb(tier(provider, form));
        List<GoldenSample> samples = samples(provider);
        LayerComparison compared;
        try (LayeredModel trusted =
                        models.openLayers(model, right[0], right.length == 2 ? right[1] : first(provider, right[0]));
                LayeredModel questioned = models.openLayers(model, suspected, form);
                GoldenProgress progress = new GoldenProgress()) {
            compared = LayerComparison.of(samples, trusted, questioned, minSqnrDb, progress);
            print(compared, questioned.title(), trusted.title());
        } catch (GoldenException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, e.getMessage(), e);
        }
        return verdict(compared);
    }

    private static String first(GoldenModelProvider provider, String engine) {
        return provider.variants(engine).stream().findFirst().orElse("");
    }

    private GoldenTolerance.Tier tier(GoldenModelProvider provider, String form) {
        try {
            return tier != null
                    ? GoldenTolerance.Tier.of(tier)
                    : provider.tier(form).orElse(GoldenTolerance.Tier.SAME_PRECISION_OTHER_ENGINE);
        } catch (GoldenException e) {
            throw CommandException.usage(e.getMessage());
        }
    }

    private List<GoldenSample> samples(GoldenModelProvider provider) {
        GoldenSet set;
        try {
            if (setFile != null) {
                set = GoldenSet.read(setFile);
            } else {
                Optional<URL> resource = provider.goldenSet(model);
                set = GoldenModels.read(
                        resource.orElseThrow(() -> CommandException.usage(
                                "model '" + model + "' comes without a golden set; name one with --set FILE")),
                        GoldenSet::read);
            }
        } catch (GoldenException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, e.getMessage(), e);
        }
        List<String> known = set.samples().stream().map(GoldenSample::id).toList();
        for (String id : ids) {
            if (!known.contains(id)) {
                throw CommandException.usage(
                        "sample '" + id + "' is not in the set; samples are " + String.join(", ", known));
            }
        }
        List<GoldenSample> asked = set.samples().stream()
                .filter(sample -> ids.isEmpty() || ids.contains(sample.id()))
                .toList();
        if (asked.isEmpty()) {
            throw new CommandException(ExitCode.CANNOT_DECIDE, "the set has 0 samples; nothing was compared");
        }
        return asked;
    }

    private void print(LayerComparison compared, String questioned, String trusted) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(GoldenReport.layers(compared, questioned, trusted));
        out.flush();
    }

    private static int verdict(LayerComparison compared) {
        compared.first().ifPresent(layer -> {
            throw CommandException.notHolding("layer '" + layer.name() + "' is the first that parts: "
                    + GoldenReport.sqnr(layer) + " with minimum " + compared.minSqnrDb() + ", sample '" + layer.worst()
                    + "'");
        });
        return ExitCode.HOLDS;
    }
}
