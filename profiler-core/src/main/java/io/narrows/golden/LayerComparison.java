package io.narrows.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where two runs of one model part: what comes out of each layer, held against each other. Faults that only show in batches
 * cannot be found this way: each sample is asked alone. An immutable value.
 *
 * @param layers the layers, the first one first
 * @param minSqnrDb smallest signal-to-error ratio that a layer may have
 * @param samples samples that both were asked
 */
public record LayerComparison(List<Layer> layers, double minSqnrDb, int samples) {

    public LayerComparison {
        layers = List.copyOf(layers);
    }

    /**
     * One layer.
     *
     * @param name its name
     * @param figures differences over all samples; SQNR is that of the worst sample
     * @param worst id of the sample with the smallest signal-to-error ratio
     */
    public record Layer(String name, GoldenFigures figures, String worst) {}

    /** The first layer that is outside, in the order in which they run; empty where all are within. */
    public Optional<Layer> first() {
        return layers.stream().filter(layer -> !within(layer)).findFirst();
    }

    /** Whether a layer keeps the limit. */
    public boolean within(Layer layer) {
        return GoldenMetric.SQNR.holds(layer.figures().get(GoldenMetric.SQNR), minSqnrDb);
    }

    /**
     * What the signal-to-error ratio of a layer must be, in dB. Layers have no scale of their own that limits on elements
     * could be made for, and rounding grows from layer to layer; these ratios leave it room.
     */
    public static double minSqnrDb(GoldenTolerance.Tier tier) {
        return switch (tier) {
            case BITWISE -> GoldenMetric.MOST_DB;
            case FEW_ULP -> 100;
            case SAME_PRECISION_OTHER_ENGINE -> 90;
            case MIXED_PRECISION -> 25;
            case QUANTIZED -> 10;
        };
    }

    /**
     * Asks both models every sample.
     *
     * @param samples what to ask; expected answers have no part in it
     * @param trusted the model that is right; stays open
     * @param suspected the model in question; stays open
     * @param minSqnrDb smallest signal-to-error ratio that a layer may have
     * @throws GoldenException when a model fails on a sample, or the two do not have the same layers
     */
    public static LayerComparison of(
            List<GoldenSample> samples,
            LayeredModel trusted,
            LayeredModel suspected,
            double minSqnrDb,
            GoldenListener listener) {
        Map<String, Measured> measured = new LinkedHashMap<>();
        int done = 0;
        for (GoldenSample sample : samples) {
            List<GoldenTensor.Floats> expected = trusted.layers(sample.inputs());
            List<GoldenTensor.Floats> actual = suspected.layers(sample.inputs());
            requireAlike(sample, names(expected), names(actual));
            for (int i = 0; i < expected.size(); i++) {
                measured.computeIfAbsent(expected.get(i).name(), name -> new Measured())
                        .add(sample, expected.get(i), actual.get(i));
            }
            listener.progress("layers", ++done, samples.size());
        }
        List<Layer> layers = new ArrayList<>();
        measured.forEach((name, layer) -> layers.add(layer.result(name)));
        return new LayerComparison(layers, minSqnrDb, samples.size());
    }

    private static List<String> names(List<GoldenTensor.Floats> layers) {
        return layers.stream().map(layer -> layer.name() + " " + layer.shape()).toList();
    }

    private static void requireAlike(GoldenSample sample, List<String> expected, List<String> actual) {
        if (!expected.equals(actual)) {
            throw new GoldenException("sample '" + sample.id() + "': layers are " + expected + " and " + actual
                    + "; both models must have the same");
        }
    }

    /** One layer while it is being measured. */
    private static final class Measured {
        private GoldenFigures figures = GoldenFigures.NONE;
        private @Nullable String worst;
        private double smallest = Double.POSITIVE_INFINITY;

        void add(GoldenSample sample, GoldenTensor.Floats expected, GoldenTensor.Floats actual) {
            Differences differences = Differences.of(expected, actual, GoldenTolerance.DEFAULT_ULP_FLOOR);
            Power power = new Power();
            power.add(differences);
            double sqnrDb = power.sqnrDb();
            figures = figures.worse(differences.figures().with(GoldenMetric.SQNR, sqnrDb));
            if (worst == null || Double.isNaN(sqnrDb) || sqnrDb < smallest) {
                worst = sample.id();
                smallest = Double.isNaN(sqnrDb) ? Double.NEGATIVE_INFINITY : sqnrDb;
            }
        }

        Layer result(String name) {
            return new Layer(name, figures, worst == null ? "" : worst);
        }
    }
}
