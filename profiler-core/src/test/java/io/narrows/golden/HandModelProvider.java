package io.narrows.golden;

import java.util.Set;

/** Gives the command's tests a model {@code hand} with engines that answer well, answer wrongly and do not start. */
public final class HandModelProvider implements GoldenModelProvider {

    @Override
    public Set<String> models() {
        return Set.of("hand");
    }

    @Override
    public Set<String> engines() {
        return new java.util.LinkedHashSet<>(java.util.List.of("good", "bad", "broken", "retrained", "wavering"));
    }

    @Override
    public java.util.List<String> variants(String engine) {
        return java.util.List.of("whole", "gpu-only", "int8-rough", "int8-wrong");
    }

    @Override
    public LayeredModel openLayers(String model, String engine, String variant) {
        return new LayerComparisonTest.HandLayers(variant.equals("int8-wrong") ? 1 : -1, 2);
    }

    @Override
    public java.util.Optional<GoldenTolerance.Tier> tier(String variant) {
        return variant.startsWith("int8")
                ? java.util.Optional.of(GoldenTolerance.Tier.QUANTIZED)
                : java.util.Optional.empty();
    }

    @Override
    public GoldenModel open(String model, String engine, String variant) {
        return switch (variant) {
            case "whole" -> HandMadeModel.faithful();
            case "gpu-only" -> throw new GoldenException("variant \"gpu-only\" needs a GPU");
            case "int8-rough" ->
                new HandMadeModel(inputs -> HandMadeModel.changed(inputs, values -> {
                    for (int i = 0; i < values.length; i++) {
                        values[i] = Math.round(values[i] * 100) / 100f;
                    }
                }));
            default -> new HandMadeModel(inputs -> HandMadeModel.changed(inputs, values -> values[1] += 1));
        };
    }

    @Override
    public GoldenModel open(String model, String engine) {
        return switch (engine) {
            case "good" -> HandMadeModel.faithful();
            case "bad" ->
                new HandMadeModel(
                        inputs -> HandMadeModel.changed(inputs, values -> values[0] += values.length > 4 ? 0 : 1));
            case "wavering" ->
                new HandMadeModel(
                        inputs -> HandMadeModel.changed(inputs, values -> values[0] += values.length > 4 ? 0.01f : 0));
            case "retrained" -> {
                HandMadeModel other = HandMadeModel.faithful();
                other.hash = "b".repeat(64);
                yield other;
            }
            default -> throw new GoldenException("engine \"broken\" cannot be loaded: no library");
        };
    }
}
