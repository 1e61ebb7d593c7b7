package io.narrows.golden;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What holds for all tensors of a sample. */
final class Tensors {
    private Tensors() {}

    /** How many values it carries, whatever its shape says. */
    static int count(GoldenTensor tensor) {
        if (tensor instanceof GoldenTensor.Floats floats) {
            return floats.values().length;
        }
        if (tensor instanceof GoldenTensor.Doubles doubles) {
            return doubles.values().length;
        }
        return tensor instanceof GoldenTensor.Integers integers
                ? integers.values().length
                : ((GoldenTensor.Texts) tensor).values().size();
    }

    /** Whether it holds floats of some precision, which are compared within a tolerance. */
    static boolean real(GoldenTensor tensor) {
        return tensor instanceof GoldenTensor.Floats || tensor instanceof GoldenTensor.Doubles;
    }

    /** The values of a {@link #real} tensor; those of 32 bits keep their value and their sign. */
    static double[] reals(GoldenTensor tensor) {
        if (tensor instanceof GoldenTensor.Doubles doubles) {
            return doubles.values();
        }
        float[] floats = ((GoldenTensor.Floats) tensor).values();
        double[] reals = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            reals[i] = floats[i];
        }
        return reals;
    }

    /** One of its values in words: a text in quotes. */
    static String value(GoldenTensor tensor, int element) {
        if (tensor instanceof GoldenTensor.Floats floats) {
            return Float.toString(floats.values()[element]);
        }
        if (tensor instanceof GoldenTensor.Doubles doubles) {
            return Double.toString(doubles.values()[element]);
        }
        if (tensor instanceof GoldenTensor.Integers integers) {
            long value = integers.values()[element];
            return integers.datatype() == GoldenTensor.IntegerType.BOOL
                    ? Boolean.toString(value == 1)
                    : Long.toString(value);
        }
        return GoldenText.quote(((GoldenTensor.Texts) tensor).values().get(element));
    }

    /** The first place where two tensors that are not {@link #real}, of one datatype and size, differ; -1 where none is. */
    static int firstOther(GoldenTensor a, GoldenTensor b) {
        if (a instanceof GoldenTensor.Integers x && b instanceof GoldenTensor.Integers y) {
            return Arrays.mismatch(x.values(), y.values());
        }
        List<String> wanted = ((GoldenTensor.Texts) a).values();
        List<String> answered = ((GoldenTensor.Texts) b).values();
        return IntStream.range(0, wanted.size())
                .filter(i -> !wanted.get(i).equals(answered.get(i)))
                .findFirst()
                .orElse(-1);
    }

    /** Product of the sizes, or -1 where one is negative or the product is not an int. */
    static int elements(List<Long> shape) {
        long product = 1;
        boolean empty = false;
        for (long size : shape) {
            if (size < 0 || size > Integer.MAX_VALUE) {
                return -1;
            }
            empty |= size == 0;
            product = Math.min(product * Math.max(size, 1), Integer.MAX_VALUE + 1L);
        }
        return empty ? 0 : product > Integer.MAX_VALUE ? -1 : (int) product;
    }

    /** Elements of a row, the last dimension; a tensor of one dimension or none is one row. */
    static int rowWidth(List<Long> shape, int elements) {
        return shape.size() < 2 ? elements : Math.toIntExact(shape.get(shape.size() - 1));
    }

    static void requireSound(String sample, String kind, List<GoldenTensor> tensors) {
        Set<String> names = new HashSet<>();
        for (GoldenTensor tensor : tensors) {
            String what = "sample '" + sample + "' " + kind + " " + GoldenText.quote(tensor.name());
            if (tensor.name().isEmpty()) {
                throw new GoldenException(what + " has no name; every tensor needs one");
            }
            if (!names.add(tensor.name())) {
                throw new GoldenException(what + " is there twice; names must be unique");
            }
            if (elements(tensor.shape()) != count(tensor)) {
                throw new GoldenException(what + " has shape " + tensor.shape() + " and " + count(tensor)
                        + " values; the product of the shape must be the number of values");
            }
            if (count(tensor) == 0) {
                throw new GoldenException(what + " has shape " + tensor.shape() + "; it must have at least one value");
            }
            if (tensor instanceof GoldenTensor.Texts texts) {
                for (String text : texts.values()) {
                    int lone = GoldenText.loneSurrogate(text);
                    if (lone >= 0) {
                        throw new GoldenException(
                                what + " has half a surrogate pair at char " + lone + "; texts must be valid Unicode");
                    }
                }
            }
        }
    }

    /** Where an element lies, for example {@code [0, 17]}; empty brackets for a scalar. */
    static String index(List<Long> shape, int element) {
        long[] index = new long[shape.size()];
        long rest = element;
        for (int d = index.length - 1; d >= 0; d--) {
            index[d] = rest % shape.get(d);
            rest /= shape.get(d);
        }
        return Arrays.toString(index);
    }
}
