package io.narrows.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class NoiseMeasurementTest {
    private static final String[] TEXTS = {
        "a", "bc", "def", "a rather longer text", "ghij", "klmno", "pqrstu", "vwxyz01", "23456789", "the last"
    };

    private final GoldenSet set = HandMadeModel.set(TEXTS);

    @Test
    void modelThatDoesNotDependOnTheBatchIsInvariantInEveryWay() {
        GoldenNoise noise = measure(HandMadeModel.faithful());
        assertTrue(noise.invariant(), noise.toString());
        assertEquals(
                List.of(
                        "asked again, alone",
                        "as 2 copies in a batch, unpadded",
                        "as 4 copies in a batch, unpadded",
                        "in batches of 2, long beside short",
                        "in batches of 3, long beside short",
                        "in batches of 4, long beside short",
                        "in batches of 4, shuffled"),
                names(noise));
        assertEquals(0.0, noise.floor().get(GoldenMetric.MAX_ABS));
        assertFalse(noise.above(GoldenMetric.MAX_ABS, 0));
        GoldenNoise.Way copies = noise.ways().get(2);
        assertEquals(4 * TEXTS.length, copies.answers(), "every place in the batch is compared");
    }

    @Test
    void everySampleIsAskedInBatchesOfEverySize() {
        Map<Integer, Set<String>> seen = new HashMap<>();
        HandMadeModel model = new HandMadeModel(inputs -> {
            GoldenTensor.Texts texts = (GoldenTensor.Texts) inputs.get(0);
            seen.computeIfAbsent(texts.values().size(), size -> new HashSet<>()).addAll(texts.values());
            return HandMadeModel.embed(inputs);
        });
        measure(model);
        assertEquals(Set.of(TEXTS), seen.get(1));
        assertTrue(seen.get(2).size() >= TEXTS.length - 1, "but for the last one of an odd number: " + seen);
        assertTrue(seen.get(4).size() >= TEXTS.length - 4, "" + seen);
    }

    /** As dynamic quantization does: the scale comes from all rows of a batch. */
    @Test
    void whatDependsOnTheNeighboursIsFoundAndCopiesOfItselfAreNot() {
        GoldenNoise noise = measure(new HandMadeModel(inputs -> HandMadeModel.changed(inputs, values -> {
            float largest = 0;
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            for (int i = 0; i < values.length; i++) {
                values[i] = Math.round(values[i] / largest * 100) * largest / 100;
            }
        })));
        assertFalse(noise.invariant());
        assertTrue(noise.ways().get(0).invariant());
        assertTrue(noise.ways().get(1).invariant(), "copies have the same scale as one");
        GoldenNoise.Way neighbours = noise.ways().get(3);
        assertFalse(neighbours.invariant(), "" + neighbours);
        assertTrue(neighbours.figures().get(GoldenMetric.MAX_ABS) > 1e-4, "" + neighbours);
        assertFalse(neighbours.worst().isEmpty());
        assertTrue(noise.above(GoldenMetric.MAX_ABS, 1e-5));
        assertFalse(noise.above(GoldenMetric.MAX_ABS, 1));
    }

    @Test
    void whatDependsOnThePlaceInTheBatchIsFoundByCopiesToo() {
        GoldenNoise noise = measure(new HandMadeModel(inputs -> HandMadeModel.changed(
                inputs, values -> values[values.length - 1] += 1e-6f * (values.length > HandMadeModel.WIDTH ? 1 : 0))));
        assertFalse(noise.ways().get(1).invariant());
        assertTrue(noise.ways().get(0).invariant());
    }

    @Test
    void modelThatAnswersDifferentlyEachTimeIsFoundByAskingAgain() {
        int[] asked = new int[1];
        GoldenNoise noise = measure(
                new HandMadeModel(inputs -> HandMadeModel.changed(inputs, values -> values[0] += 1e-6f * asked[0]++)));
        assertFalse(noise.ways().get(0).invariant());
        assertEquals(0, noise.ways().get(0).bitEqual());
    }

    @Test
    void sampleThatFailsOnlyInBatchesIsCounted() {
        GoldenNoise noise = measure(new HandMadeModel(inputs -> {
            if (HandMadeModel.rows(inputs) == 3) {
                throw new GoldenException("no batches of three");
            }
            return HandMadeModel.embed(inputs);
        }));
        GoldenNoise.Way three = noise.ways().get(4);
        assertEquals(6, three.failed(), "" + three);
        assertEquals(4, three.answers(), "the last batch has one more");
        assertFalse(noise.invariant());
        assertTrue(noise.above(GoldenMetric.MAX_ABS, 1), "no limit is above what failed");
    }

    @Test
    void clientsAskAtTheSameTimeAndAllAnswersAreCompared() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        GoldenNoise noise = measure(new Shared(inputs -> {
            threads.add(Thread.currentThread());
            return HandMadeModel.embed(inputs);
        }));
        GoldenNoise.Way clients = noise.ways().get(noise.ways().size() - 1);
        assertEquals("by 3 clients at a time, alone", clients.name());
        assertEquals(3 * TEXTS.length, clients.answers());
        assertTrue(clients.invariant());
        assertEquals(3, threads.size());
    }

    @Test
    void modelThatGoesAwayEndsTheMeasurement() {
        GoldenException e = assertThrows(
                GoldenException.class,
                () -> measure(new HandMadeModel(inputs -> {
                    throw GoldenException.unavailable("gone", new IllegalStateException());
                })));
        assertTrue(e.isUnavailable());
    }

    @Test
    void checkMeasuresNoiseFirstAndCarriesIt() {
        List<String> steps = new ArrayList<>();
        GoldenResult result = GoldenCheck.run(
                set,
                HandMadeModel.faithful(),
                GoldenCheckOptions.defaults()
                        .noise(NoiseOptions.defaults().maxBatch(2).clients(1)),
                (step, done, total) -> steps.add(step));
        assertTrue(result.passed());
        assertEquals("own noise: alone", steps.get(0));
        assertNotNull(result.noise());
        assertEquals(4, result.noise().ways().size());
        assertTrue(result.toJson().contains("\"invariant\" : true"), result.toJson());
    }

    @Test
    void checkWithoutItStillSaysWhatItsBatchesShow() {
        GoldenNoise noise = GoldenCheck.run(set, HandMadeModel.faithful(), GoldenListener.NONE)
                .noise();
        assertNotNull(noise);
        assertEquals(List.of("in batches of about 8, long beside short"), names(noise));
        assertEquals(TEXTS.length, noise.ways().get(0).bitEqual());
    }

    @Test
    void numbersOutsideTheirRangeAreRefused() {
        assertEquals(
                "largest batch is 1; it must be from 2 to 1024",
                assertThrows(GoldenException.class, () -> NoiseOptions.defaults()
                                .maxBatch(1))
                        .getMessage());
        assertEquals(
                "number of clients is 0; it must be from 1 to 256",
                assertThrows(GoldenException.class, () -> NoiseOptions.defaults()
                                .clients(0))
                        .getMessage());
    }

    private GoldenNoise measure(GoldenModel model) {
        return NoiseMeasurement.of(
                set.samples(), model, NoiseOptions.defaults().maxBatch(4).clients(3), 0, GoldenListener.NONE);
    }

    private static List<String> names(GoldenNoise noise) {
        return noise.ways().stream().map(GoldenNoise.Way::name).toList();
    }

    /** A model that may be asked from several threads. */
    private record Shared(Function<List<GoldenTensor>, List<GoldenTensor>> answering) implements GoldenModel {
        @Override
        public String name() {
            return "shared";
        }

        @Override
        public String modelHash() {
            return "";
        }

        @Override
        public String engine() {
            return "";
        }

        @Override
        public List<GoldenTensor> infer(List<GoldenTensor> inputs) {
            return answering.apply(inputs);
        }

        @Override
        public Optional<GoldenModel> another() {
            return Optional.of(new Shared(answering));
        }

        @Override
        public void close() {}
    }
}
