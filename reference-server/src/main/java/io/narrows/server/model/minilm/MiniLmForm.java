package io.narrows.server.model.minilm;

import io.narrows.server.model.torchscript.ScalarType;
import io.narrows.server.model.variants.Variant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an archive of the network is to compute.
 *
 * @param units how each of {@link Unit#list()} is computed
 * @param floats what its floats are; the vectors that it returns have 32 bits in any case
 * @param fusedAttention whether attention is one operator
 * @param unpadded whether padding is taken out before the first layer; then attention is fused, and goes text by text
 */
record MiniLmForm(List<LinearForm> units, ScalarType floats, boolean fusedAttention, boolean unpadded) {
    MiniLmForm {
        units = List.copyOf(units);
        if (units.size() != Unit.list().size()) {
            throw new IllegalArgumentException(
                    units.size() + " forms, must be " + Unit.list().size());
        }
    }

    /** The form of a variant; {@code mixed} says which units are int8 in {@link Variant#MIXED}. */
    static MiniLmForm of(Variant variant, Assignment mixed) {
        return switch (variant) {
            case FP32, FP32_SDPA -> all(LinearForm.FLOATS, ScalarType.FLOAT32, variant);
            case BF16 -> all(LinearForm.FLOATS, ScalarType.BFLOAT16, variant);
            case FP16 -> all(LinearForm.FLOATS, ScalarType.FLOAT16, variant);
            case INT8_DYNAMIC -> all(LinearForm.INT8_DYNAMIC, ScalarType.FLOAT32, variant);
            case INT8_ROWS -> all(LinearForm.INT8_ROWS, ScalarType.FLOAT32, variant);
            case MIXED ->
                new MiniLmForm(
                        IntStream.range(0, Unit.list().size())
                                .mapToObj(unit -> mixed.int8(unit) ? LinearForm.INT8_ROWS : LinearForm.FLOATS)
                                .toList(),
                        ScalarType.FLOAT32,
                        variant.fusedAttention(),
                        variant.unpadded());
        };
    }

    /** Every unit in both forms; a third input says which of them are int8 in a forward. */
    static MiniLmForm switched() {
        return all(LinearForm.SWITCHED, ScalarType.FLOAT32, Variant.MIXED);
    }

    private static MiniLmForm all(LinearForm form, ScalarType floats, Variant variant) {
        return new MiniLmForm(
                Collections.nCopies(Unit.list().size(), form), floats, variant.fusedAttention(), variant.unpadded());
    }

    LinearForm unit(int layer, Unit.Kind kind) {
        return units.get(Unit.list().indexOf(new Unit(layer, kind)));
    }

    /** Whether all layers are computed alike, so that one class is the class of all. */
    boolean oneLayerClass() {
        int kinds = Unit.Kind.values().length;
        return !isSwitched() && IntStream.range(0, units.size()).allMatch(i -> units.get(i) == units.get(i % kinds));
    }

    boolean isSwitched() {
        return units.contains(LinearForm.SWITCHED);
    }
}
