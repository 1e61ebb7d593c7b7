package io.narrows.analysis.accounting;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether the first of a shape takes longer than later ones: a kernel that is chosen, a plan that is made, code that is
 * compiled for it. Bounded; not thread-safe.
 */
final class ColdShapes {

    /*
     * A shape is a value of one source: the attribute `shape`, the padded length of a batch, its size. Cold is a first that
     * is above the mean of the later ones by half and by four of their standard deviations; a source is believed when half
     * of its shapes that came again are so.
     */

    private static final int MOST_SHAPES = 4_096;
    private static final int ENOUGH_LATER = 5;
    private static final double HALF_MORE = 1.5;
    private static final double DEVIATIONS = 4;

    private final Map<String, Map<Long, Shape>> sources = new TreeMap<>();

    /** All that came with one value of one source. */
    static final class Shape {
        private final double firstNs;
        private double later;
        private double sum;
        private double squares;

        private Shape(double firstNs) {
            this.firstNs = firstNs;
        }

        private boolean cameAgain() {
            return later >= ENOUGH_LATER;
        }

        private boolean cold() {
            double mean = sum / later;
            double deviation = Math.sqrt(Math.max(0, squares / later - mean * mean));
            return cameAgain() && firstNs > HALF_MORE * mean && firstNs > mean + DEVIATIONS * deviation;
        }
    }

    /** That something was the first of its shape. */
    record First(String source, Shape shape) {}

    /** Rows that were in the first of a shape. */
    private final Map<Integer, Map<String, Shape>> firsts = new TreeMap<>();

    /**
     * Work of a shape was done.
     *
     * @return that it was the first of it, or null
     */
    @Nullable
    First seen(String source, long value, long ns) {
        Map<Long, Shape> shapes = sources.computeIfAbsent(source, name -> new HashMap<>());
        Shape shape = shapes.get(value);
        if (shape == null) {
            if (shapes.size() >= MOST_SHAPES) {
                return null;
            }
            shape = new Shape(ns);
            shapes.put(value, shape);
            return new First(source, shape);
        }
        shape.later++;
        shape.sum += ns;
        shape.squares += (double) ns * ns;
        return null;
    }

    /** A request was in the first of a shape. */
    void first(int row, First first) {
        firsts.computeIfAbsent(row, one -> new TreeMap<>()).putIfAbsent(first.source, first.shape);
    }

    /** By how much the requests in firsts were held up, by row; of several sources the largest. */
    PackedColumn column() {
        PackedColumn column = new PackedColumn();
        Set<String> believed = new HashSet<>();
        sources.keySet().stream().filter(this::believed).forEach(believed::add);
        firsts.forEach((row, shapes) -> {
            double most = 0;
            for (Map.Entry<String, Shape> one : shapes.entrySet()) {
                Shape shape = one.getValue();
                if (believed.contains(one.getKey()) && shape.cold()) {
                    most = Math.max(most, shape.firstNs - shape.sum / shape.later);
                }
            }
            if (most > 0) {
                column.add(row, Math.round(most));
            }
        });
        return column;
    }

    /** What the believed sources show, in one line; empty where none is. */
    String evidence() {
        StringBuilder line = new StringBuilder();
        sources.forEach((source, shapes) -> {
            if (believed(source)) {
                long cold = shapes.values().stream().filter(Shape::cold).count();
                line.append(line.length() == 0 ? "" : "; ")
                        .append(cold)
                        .append(cold == 1 ? " value of " : " values of ")
                        .append(source)
                        .append(" took longer the first time than later");
            }
        });
        return line.toString();
    }

    private boolean believed(String source) {
        Map<Long, Shape> shapes = sources.getOrDefault(source, Map.of());
        long again = shapes.values().stream().filter(Shape::cameAgain).count();
        long cold = shapes.values().stream().filter(Shape::cold).count();
        return cold > 0 && 2 * cold >= again;
    }
}
