package io.narrows.golden;

import java.util.ArrayList;
import java.util.List;

/** Rows of all answers, to see whether what they are used for still comes out: who is alike, and who is most alike. */
final class Similarities {
    /** Rows that are compared pair by pair; later ones are left out, as pairs grow with the square. */
    static final int MOST_ROWS = 512;
    /** Fewest rows of which an order of pairs can be told. */
    static final int FEWEST_ROWS = 3;

    /** Similarities closer than this are equally near: what rounding may turn round is no difference. */
    private static final double TIE = 1e-6;

    private final List<float[]> expected = new ArrayList<>();
    private final List<float[]> actual = new ArrayList<>();
    private boolean uneven;
    private boolean odd;

    /** Adds the rows of one answer. */
    void add(List<Long> shape, double[] wanted, double[] answered) {
        int width = Tensors.rowWidth(shape, wanted.length);
        for (int from = 0; from < wanted.length && expected.size() < MOST_ROWS; from += width) {
            uneven |= !expected.isEmpty() && expected.get(0).length != width;
            expected.add(unit(wanted, from, width));
            actual.add(unit(answered, from, width));
        }
    }

    private float[] unit(double[] values, int from, int width) {
        double squares = 0;
        for (int i = from; i < from + width; i++) {
            squares += values[i] * values[i];
        }
        odd |= !Double.isFinite(squares);
        double length = squares > 0 ? Math.sqrt(squares) : 1;
        float[] row = new float[width];
        for (int i = 0; i < width; i++) {
            row[i] = (float) (values[from + i] / length);
        }
        return row;
    }

    /** Whether pairs can be compared at all: enough rows, all of one width, all finite. */
    boolean comparable() {
        return expected.size() >= FEWEST_ROWS && !uneven && !odd;
    }

    int rows() {
        return expected.size();
    }

    double rankAgreement() {
        double[] wanted = pairs(expected);
        double[] answered = pairs(actual);
        return RankAgreement.of(wanted, answered);
    }

    private static double[] pairs(List<float[]> rows) {
        double[] products = new double[rows.size() * (rows.size() - 1) / 2];
        int at = 0;
        for (int i = 0; i < rows.size(); i++) {
            for (int j = i + 1; j < rows.size(); j++) {
                products[at++] = dot(rows.get(i), rows.get(j));
            }
        }
        return products;
    }

    /** Part of the rows whose nearest other row is one of those that should be nearest. */
    double neighbourAgreement() {
        int agreeing = 0;
        for (int i = 0; i < expected.size(); i++) {
            double wanted = dot(expected.get(i), expected.get(nearest(expected, i)));
            double chosen = dot(expected.get(i), expected.get(nearest(actual, i)));
            agreeing += chosen >= wanted - TIE ? 1 : 0;
        }
        return (double) agreeing / expected.size();
    }

    private static int nearest(List<float[]> rows, int to) {
        int nearest = to == 0 ? 1 : 0;
        double closest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < rows.size(); j++) {
            double similarity = j == to ? Double.NEGATIVE_INFINITY : dot(rows.get(to), rows.get(j));
            if (similarity > closest) {
                closest = similarity;
                nearest = j;
            }
        }
        return nearest;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
