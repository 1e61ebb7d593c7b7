package io.narrows.server.golden;

import io.narrows.golden.GoldenCheck;
import io.narrows.golden.GoldenCheckOptions;
import io.narrows.golden.GoldenException;
import io.narrows.golden.GoldenListener;
import io.narrows.golden.GoldenModel;
import io.narrows.golden.GoldenModelProvider;
import io.narrows.golden.GoldenResult;
import io.narrows.golden.GoldenSet;
import io.narrows.golden.GoldenTolerance;
import io.narrows.golden.GoldenTolerance.Tier;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.TextGoldenModel;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModelGoldenProvider;
import io.narrows.server.model.VariantTiers;
import io.narrows.server.model.tensor.BatchAxis;
import io.narrows.server.model.tensor.TensorGoldenModel;
import io.narrows.server.model.tensor.TensorModel;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks a loaded model for the samples of its golden set, alone and in batches, before it is served. The tolerance is that of
 * the numbers that it computes with. Stateless but for its settings; a model that is being checked must not be closed meanwhile.
 */
public final class GoldenGate {
    private final GoldenModelProvider provider;
    private final int samples;

    /**
     * @param samples how many samples to ask, 0 for all; a tier with limits on the whole set always asks all
     */
    public GoldenGate(int samples) {
        this(new TextModelGoldenProvider(), samples);
    }

    GoldenGate(GoldenModelProvider provider, int samples) {
        this.provider = provider;
        this.samples = samples;
    }

    /**
     * Checks one model.
     *
     * @return how it went; a model without a golden set, or with one that cannot be read, did not pass
     */
    public GateVerdict check(TextModel model) {
        ModelInfo info = model.info();
        long startNs = System.nanoTime();
        try {
            Optional<GoldenSet> found = set(info);
            if (found.isEmpty()) {
                return GateVerdict.withoutSet(info, "there is no golden set for it");
            }
            GoldenSet set = found.orElseThrow();
            GoldenTolerance tolerance = VariantTiers.ofPrecision(
                            info.properties().getOrDefault("precision", ""))
                    .map(Tier::tolerance)
                    .orElse(set.tolerance());
            GoldenCheckOptions options =
                    GoldenCheckOptions.defaults().tolerance(tolerance).only(asked(set, tolerance));
            try (GoldenModel golden = TextGoldenModel.lent(model)) {
                GoldenResult result = GoldenCheck.run(set, golden, options, GoldenListener.NONE);
                return GateVerdict.checked(info, result, System.nanoTime() - startNs);
            }
        } catch (GoldenException | ModelException | IOException e) {
            return GateVerdict.unchecked(info, String.valueOf(e.getMessage()));
        }
    }

    /** The set of the model's name, or, for a known model under another name, the one with the same weights. */
    private Optional<GoldenSet> set(ModelInfo info) throws IOException {
        if (provider.models().contains(info.name())) {
            return read(info.name());
        }
        String hash = info.properties().getOrDefault("modelHash", "");
        for (String known : provider.models()) {
            Optional<GoldenSet> set = read(known);
            if (!hash.isEmpty()
                    && set.isPresent()
                    && set.orElseThrow().modelHash().equals(hash)) {
                return set;
            }
        }
        return Optional.empty();
    }

    private Optional<GoldenSet> read(String model) throws IOException {
        Optional<URL> resource = provider.goldenSet(model);
        if (resource.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = resource.orElseThrow().openStream()) {
            return Optional.of(GoldenSet.read(in));
        }
    }

    /**
     * Checks a model of tensors. In batches only where requests are joined along the first dimension.
     *
     * @param file its golden set, of whatever network it was recorded from; null when it has none
     * @return how it went; a model without a golden set, or with one that cannot be read, did not pass
     */
    public GateVerdict check(TensorModel model, @Nullable Path file) {
        ModelInfo info = model.info();
        if (file == null) {
            return GateVerdict.withoutSet(info, "its model.yaml names no golden set");
        }
        long startNs = System.nanoTime();
        BatchAxis axis = model.batchAxis();
        try (GoldenModel golden = TensorGoldenModel.lent(model)) {
            GoldenSet set = GoldenSet.read(file);
            GoldenCheckOptions options = GoldenCheckOptions.defaults()
                    .anyModelHash(true)
                    .batches(axis != null && axis.axis() == 0)
                    .only(asked(set, set.tolerance()));
            GoldenResult result = GoldenCheck.run(set, golden, options, GoldenListener.NONE);
            return GateVerdict.checked(info, result, System.nanoTime() - startNs);
        } catch (GoldenException | ModelException e) {
            return GateVerdict.unchecked(info, String.valueOf(e.getMessage()));
        }
    }

    /** Limits on all samples together need all of them. */
    private List<String> asked(GoldenSet set, GoldenTolerance tolerance) {
        boolean together = tolerance.limits().keySet().stream().anyMatch(metric -> !metric.ofEachSample());
        return together ? List.of() : SampleChoice.some(set, samples);
    }
}
