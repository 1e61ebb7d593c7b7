package io.narrows.analysis.statistics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Growing column of weights that takes no memory as long as all of them are 1. Not thread-safe. */
public final class WeightColumn {

    private double @Nullable [] values;
    private int size;

    public void add(double weight) {
        double[] array = values;
        if (array == null && weight != 1) {
            array = new double[Math.max(256, size + (size >> 1))];
            Arrays.fill(array, 0, size, 1);
        }
        if (array != null) {
            if (size == array.length) {
                array = Arrays.copyOf(array, size + (size >> 1));
            }
            array[size] = weight;
            values = array;
        }
        size++;
    }

    public double get(int index) {
        double[] array = values;
        return array == null ? 1 : array[index];
    }

    /** The weights of some rows in their order, or null where every weight of the column is 1. */
    public double @Nullable [] of(int[] rows) {
        double[] array = values;
        if (array == null) {
            return null;
        }
        double[] picked = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            picked[i] = array[rows[i]];
        }
        return picked;
    }
}
