package io.narrows.golden;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/** Puts the values of tensors one after the other, and takes them apart again. Stateless. */
final class TensorRows {
    private TensorRows() {}

    /**
     * One tensor out of several.
     *
     * @param parts at least one, all of one name and datatype
     * @param shape of the result
     */
    static GoldenTensor join(List<GoldenTensor> parts, List<Long> shape) {
        GoldenTensor first = parts.get(0);
        if (first instanceof GoldenTensor.Floats) {
            return new GoldenTensor.Floats(first.name(), shape, floats(parts));
        }
        if (first instanceof GoldenTensor.Doubles) {
            double[] all = parts.stream()
                    .flatMapToDouble(part -> DoubleStream.of(((GoldenTensor.Doubles) part).values()))
                    .toArray();
            return new GoldenTensor.Doubles(first.name(), shape, all);
        }
        if (first instanceof GoldenTensor.Integers integers) {
            long[] all = parts.stream()
                    .flatMapToLong(part -> LongStream.of(((GoldenTensor.Integers) part).values()))
                    .toArray();
            return new GoldenTensor.Integers(first.name(), shape, integers.datatype(), all);
        }
        List<String> texts = parts.stream()
                .flatMap(part -> ((GoldenTensor.Texts) part).values().stream())
                .toList();
        return new GoldenTensor.Texts(first.name(), shape, texts);
    }

    private static float[] floats(List<GoldenTensor> parts) {
        float[] all = new float[parts.stream().mapToInt(Tensors::count).sum()];
        int at = 0;
        for (GoldenTensor part : parts) {
            float[] values = ((GoldenTensor.Floats) part).values();
            System.arraycopy(values, 0, all, at, values.length);
            at += values.length;
        }
        return all;
    }

    /** A tensor of the values from {@code from} to before {@code to}. */
    static GoldenTensor slice(GoldenTensor tensor, List<Long> shape, int from, int to) {
        if (tensor instanceof GoldenTensor.Floats floats) {
            return new GoldenTensor.Floats(tensor.name(), shape, Arrays.copyOfRange(floats.values(), from, to));
        }
        if (tensor instanceof GoldenTensor.Doubles doubles) {
            return new GoldenTensor.Doubles(tensor.name(), shape, Arrays.copyOfRange(doubles.values(), from, to));
        }
        if (tensor instanceof GoldenTensor.Integers integers) {
            long[] part = Arrays.copyOfRange(integers.values(), from, to);
            return new GoldenTensor.Integers(tensor.name(), shape, integers.datatype(), part);
        }
        return new GoldenTensor.Texts(
                tensor.name(), shape, ((GoldenTensor.Texts) tensor).values().subList(from, to));
    }
}
