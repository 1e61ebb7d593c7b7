package io.narrows.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A model that answers every text with a short vector made from its characters, or with whatever a test says. */
final class HandMadeModel implements GoldenModel {
    static final int WIDTH = 4;

    private final Function<List<GoldenTensor>, List<GoldenTensor>> answering;
    final List<List<GoldenTensor>> asked = new ArrayList<>();
    String hash = "a".repeat(64);

    HandMadeModel(Function<List<GoldenTensor>, List<GoldenTensor>> answering) {
        this.answering = answering;
    }

    static HandMadeModel faithful() {
        return new HandMadeModel(HandMadeModel::embed);
    }

    /** A vector of length 1 for every text, different for different texts. */
    static List<GoldenTensor> embed(List<GoldenTensor> inputs) {
        List<String> texts = ((GoldenTensor.Texts) inputs.get(0)).values();
        float[] values = new float[texts.size() * WIDTH];
        for (int row = 0; row < texts.size(); row++) {
            double[] vector = {1, 0, 0, 0};
            for (int i = 0; i < texts.get(row).length(); i++) {
                vector[i % WIDTH] += Math.sin(texts.get(row).charAt(i) + i);
            }
            double length =
                    Math.sqrt(java.util.Arrays.stream(vector).map(v -> v * v).sum());
            for (int i = 0; i < WIDTH; i++) {
                values[row * WIDTH + i] = (float) (vector[i] / length);
            }
        }
        return List.of(new GoldenTensor.Floats("embedding", List.of((long) texts.size(), (long) WIDTH), values));
    }

    /** The faithful answer with its only output's values changed. */
    static List<GoldenTensor> changed(List<GoldenTensor> inputs, java.util.function.Consumer<float[]> change) {
        GoldenTensor.Floats honest = (GoldenTensor.Floats) embed(inputs).get(0);
        float[] values = honest.values().clone();
        change.accept(values);
        return List.of(new GoldenTensor.Floats(honest.name(), honest.shape(), values));
    }

    static String text(List<GoldenTensor> inputs) {
        return ((GoldenTensor.Texts) inputs.get(0)).values().get(0);
    }

    static int rows(List<GoldenTensor> inputs) {
        return ((GoldenTensor.Texts) inputs.get(0)).values().size();
    }

    static GoldenInputs inputs(String... texts) {
        List<GoldenSample> samples = new ArrayList<>();
        for (String text : texts) {
            samples.add(new GoldenSample(
                    "s" + samples.size(),
                    "test",
                    List.of(new GoldenTensor.Texts("text", List.of(1L), List.of(text))),
                    List.of()));
        }
        return new GoldenInputs(samples);
    }

    static GoldenSet set(String... texts) {
        return GoldenRecorder.record(
                inputs(texts),
                faithful(),
                GoldenTolerance.DEFAULT,
                java.time.Instant.parse("2026-11-24T20:00:00Z"),
                GoldenListener.NONE);
    }

    @Override
    public String name() {
        return "hand";
    }

    @Override
    public String modelHash() {
        return hash;
    }

    @Override
    public String engine() {
        return "Hand 1.0";
    }

    @Override
    public List<GoldenTensor> infer(List<GoldenTensor> inputs) {
        asked.add(inputs);
        return answering.apply(inputs);
    }

    @Override
    public void close() {}
}
