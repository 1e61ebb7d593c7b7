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
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.NamedTextModel;
import io.narrows.server.model.TextGoldenModel;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModelGoldenProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Optional;

/**
 * Asks a loaded model for the samples of its golden set, alone and in batches, before it is served. The tolerance is that of
 * the model's variant. Stateless but for its settings; a model that is being checked must not be closed meanwhile.
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
        String variant = info.properties().getOrDefault("variant", "");
        Optional<URL> resource =
                provider.goldenSet(info.properties().getOrDefault(NamedTextModel.ORIGINAL, info.name()));
        if (resource.isEmpty()) {
            return GateVerdict.unchecked(info.name(), variant, "there is no golden set for it");
        }
        long startNs = System.nanoTime();
        try (InputStream in = resource.orElseThrow().openStream()) {
            GoldenSet set = GoldenSet.read(in);
            GoldenTolerance tolerance =
                    provider.tier(variant).map(Tier::tolerance).orElse(set.tolerance());
            GoldenSet asked = ofWholeSet(tolerance) ? set : SampleChoice.some(set, samples);
            try (GoldenModel golden = TextGoldenModel.lent(model)) {
                GoldenResult result = GoldenCheck.run(
                        asked, golden, GoldenCheckOptions.defaults().tolerance(tolerance), GoldenListener.NONE);
                return new GateVerdict(info.name(), variant, result, "", System.nanoTime() - startNs);
            }
        } catch (GoldenException | IOException e) {
            return GateVerdict.unchecked(info.name(), variant, String.valueOf(e.getMessage()));
        }
    }

    private static boolean ofWholeSet(GoldenTolerance tolerance) {
        return tolerance.limits().keySet().stream().anyMatch(metric -> !metric.ofEachSample());
    }
}
