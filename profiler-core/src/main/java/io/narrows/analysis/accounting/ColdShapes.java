package io.narrows.analysis.accounting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private static final class Shape {
        private final List<Integer> rows = new ArrayList<>();
        private long firstStartNs;
        private double firstNs;
        private double later;
        private double sum;
        private double squares;

        private Shape(long startNs, double ns) {
            firstStartNs = startNs;
            firstNs = ns;
        }

        /** The log is in the order of ends; what began first may come later in it. */
        private void add(long startNs, double ns) {
            double one = ns;
            if (startNs < firstStartNs) {
                one = firstNs;
                firstStartNs = startNs;
                firstNs = ns;
                rows.clear();
            }
            later++;
            sum += one;
            squares += one * one;
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

    /** That something was, for all that was known then, the first of its shape. */
    static final class First {
        private final Shape shape;
        private final long startNs;

        private First(Shape shape, long startNs) {
            this.shape = shape;
            this.startNs = startNs;
        }

        /** A counted request was in it. */
        void holds(int row) {
            if (shape.firstStartNs == startNs) {
                shape.rows.add(row);
            }
        }
    }

    /**
     * Work of a shape was done.
     *
     * @return that it was the first of it, or null
     */
    @Nullable
    First seen(String source, long value, long startNs, long ns) {
        Map<Long, Shape> shapes = sources.computeIfAbsent(source, name -> new HashMap<>());
        Shape shape = shapes.get(value);
        if (shape != null) {
            shape.add(startNs, (double) ns);
        } else if (shapes.size() < MOST_SHAPES) {
            shape = new Shape(startNs, (double) ns);
            shapes.put(value, shape);
        }
        return shape == null || shape.firstStartNs != startNs ? null : new First(shape, startNs);
    }

    /** By how much the requests in firsts were held up, by row; of several sources the largest. */
    PackedColumn column() {
        TreeMap<Integer, Long> held = new TreeMap<>();
        sources.forEach((source, shapes) -> {
            if (believed(shapes)) {
                shapes.values().stream().filter(Shape::cold).forEach(shape -> {
                    long ns = Math.round(shape.firstNs - shape.sum / shape.later);
                    shape.rows.forEach(row -> held.merge(row, ns, Math::max));
                });
            }
        });
        PackedColumn column = new PackedColumn();
        held.forEach(column::add);
        return column;
    }

    /** What the believed sources show, in one line; empty where none is. */
    String evidence() {
        StringBuilder line = new StringBuilder();
        sources.forEach((source, shapes) -> {
            if (believed(shapes)) {
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

    private static boolean believed(Map<Long, Shape> shapes) {
        long again = shapes.values().stream().filter(Shape::cameAgain).count();
        long cold = shapes.values().stream().filter(Shape::cold).count();
        return cold > 0 && 2 * cold >= again;
    }
}
