package io.narrows.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.golden.GoldenTolerance.Tier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerComparisonTest {
    private final List<GoldenSample> samples =
            HandMadeModel.inputs("a", "bc", "a longer text").samples();

    @Test
    void equalModelsAgreeInEveryLayer() {
        LayerComparison compared = compare(new HandLayers(-1, 0), new HandLayers(-1, 0));
        assertTrue(compared.first().isEmpty());
        assertEquals(List.of("first", "second", "third"), names(compared));
        assertEquals(GoldenMetric.MOST_DB, compared.layers().get(0).figures().get(GoldenMetric.SQNR));
    }

    @Test
    void theFirstLayerThatIsOutsideIsNamedWithItsWorstSample() {
        LayerComparison compared = compare(new HandLayers(-1, 0), new HandLayers(1, 0.01f));
        LayerComparison.Layer first = compared.first().orElseThrow();
        assertEquals("second", first.name());
        assertEquals("s2", first.worst(), "the fault grows with the length of the text");
        assertTrue(compared.within(compared.layers().get(0)));
        assertEquals(
                2,
                compared.layers().stream()
                        .filter(layer -> !compared.within(layer))
                        .count());
    }

    @Test
    void differencesWithinTheLimitAreWithin() {
        assertTrue(
                compare(new HandLayers(-1, 0), new HandLayers(0, 1e-7f)).first().isEmpty());
    }

    @Test
    void valuesThatAreNotFiniteAreOutside() {
        LayerComparison compared = compare(new HandLayers(-1, 0), new HandLayers(2, Float.NaN));
        assertEquals("third", compared.first().orElseThrow().name());
    }

    @Test
    void modelsWithOtherLayersCannotBeCompared() {
        LayeredModel shorter = new HandLayers(-1, 0) {
            @Override
            public List<GoldenTensor.Floats> layers(List<GoldenTensor> inputs) {
                return super.layers(inputs).subList(0, 2);
            }
        };
        GoldenException e = assertThrows(GoldenException.class, () -> compare(new HandLayers(-1, 0), shorter));
        assertTrue(
                e.getMessage().startsWith("sample 's0': layers are [first [1, 2], second [1, 2], third [1, 2]] and"),
                e.getMessage());
    }

    private LayerComparison compare(LayeredModel trusted, LayeredModel suspected) {
        double minSqnrDb = LayerComparison.minSqnrDb(Tier.SAME_PRECISION_OTHER_ENGINE);
        return LayerComparison.of(samples, trusted, suspected, minSqnrDb, GoldenListener.NONE);
    }

    private static List<String> names(LayerComparison compared) {
        return compared.layers().stream().map(LayerComparison.Layer::name).toList();
    }

    /** Three layers of two values for every character; a fault in one of them goes on into those after it. */
    static class HandLayers implements LayeredModel {
        private final int faulty;
        private final float fault;

        HandLayers(int faulty, float fault) {
            this.faulty = faulty;
            this.fault = fault;
        }

        @Override
        public String title() {
            return faulty < 0 ? "right" : "wrong";
        }

        @Override
        public List<GoldenTensor.Floats> layers(List<GoldenTensor> inputs) {
            int rows = HandMadeModel.text(inputs).length();
            List<GoldenTensor.Floats> layers = new ArrayList<>();
            List<String> names = List.of("first", "second", "third");
            for (int layer = 0; layer < names.size(); layer++) {
                float[] values = new float[2 * rows];
                for (int i = 0; i < values.length; i++) {
                    values[i] = 1 + (faulty >= 0 && layer >= faulty ? fault * rows : 0);
                }
                layers.add(new GoldenTensor.Floats(names.get(layer), List.of((long) rows, 2L), values));
            }
            return layers;
        }

        @Override
        public void close() {}
    }
}
