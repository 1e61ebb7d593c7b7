package io.narrows.diagnosis;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Requests that are the first of their shape and pay for it: compilation, planning, allocation. */
final class ColdShapes implements Detector {

    private static final String SHAPE = "shape";
    private static final long NONE = Long.MIN_VALUE;

    /** Fewer first requests may be slow by chance. */
    private static final int ENOUGH = 5;

    /** The first of a shape must take this many times as long as the later ones, or it is not cold. */
    private static final double TIMES = 2;

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        Requests requests = evidence.requests();
        if (!requests.has(SHAPE)) {
            return;
        }
        long[] shapes = requests.attribute(SHAPE, NONE);
        boolean[] first = first(shapes);
        double[] saved = new double[requests.size()];
        Evidence.@Nullable StageShare most = null;
        double mostNs = 0;
        double times = 0;
        for (Evidence.StageShare share : evidence.stages()) {
            double[] column = requests.stageNs(share.name());
            Line cold = line(column, shapes, first, true);
            Line warm = line(column, shapes, first, false);
            if (!share.role().waits()
                    && cold.count() >= ENOUGH
                    && warm.count() >= ENOUGH
                    && cold.meanY() > TIMES * warm.meanY()) {
                for (int row = 0; row < saved.length; row++) {
                    saved[row] += first[row] ? Math.max(0, column[row] - warm.meanY()) : 0;
                }
                if (cold.meanY() - warm.meanY() > mostNs) {
                    mostNs = cold.meanY() - warm.meanY();
                    times = cold.meanY() / warm.meanY();
                    most = share;
                }
            }
        }
        if (most == null) {
            return;
        }
        long cold = 0;
        for (boolean one : first) {
            cold += one ? 1 : 0;
        }
        into.accept(Draft.gain(
                        "cold-shape",
                        most.place(),
                        String.format(
                                Locale.ROOT,
                                "The first request of a shape takes %.1f times as long in %s",
                                times,
                                Words.name(most.name())),
                        String.format(
                                Locale.ROOT,
                                "%,d of %s came first, with %s more each",
                                cold,
                                Evidence.requests(requests.size()),
                                Words.ms(mostNs / 1e6)),
                        "Run every shape once before the service is ready, or round lengths up to a few shapes.",
                        evidence.arithmetic().saving(saved, "every shape is warm", "at least"))
                .explaining(List.of(StageTime.ID, "head-of-line", "queue-saturated", "too-few-workers"), List.of()));
    }

    private static boolean[] first(long[] shapes) {
        Set<Long> seen = new HashSet<>();
        boolean[] first = new boolean[shapes.length];
        for (int row = 0; row < shapes.length; row++) {
            first[row] = shapes[row] != NONE && seen.add(shapes[row]);
        }
        return first;
    }

    /** Of the requests with a shape that is seen the first time, or of the others. */
    private static Line line(double[] column, long[] shapes, boolean[] first, boolean cold) {
        Line line = new Line();
        for (int row = 0; row < column.length; row++) {
            if (shapes[row] != NONE && first[row] == cold) {
                line.add(0, column[row]);
            }
        }
        return line;
    }
}
