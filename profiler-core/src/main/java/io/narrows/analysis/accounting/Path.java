package io.narrows.analysis.accounting;

import io.narrows.log.TraceDocument.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The way of a request, or of a batch, cut into pieces that touch: stages, and gaps between them. The pieces cover it from
 * its start to its end without holes, so their lengths sum to its own. Immutable.
 */
final class Path {

    /*
     * Spans that overlap ran in parallel. The end waited for the last of them, so the way is walked from the end back:
     * at each moment the span that covers it counts, of several the one that began first, and where none covers it there
     * is a gap back to the latest end before. What another span did meanwhile is slack. Spans that do not overlap come out
     * as they are.
     */

    /** Marks a gap among the stages. */
    private static final long NO_STAGE = -1;

    private final long[] bounds;
    private final long[] stages;
    private final long[] batches;

    private Path(long[] bounds, long[] stages, long[] batches) {
        this.bounds = bounds;
        this.stages = stages;
        this.batches = batches;
    }

    /**
     * Cuts a way into pieces.
     *
     * @param startNs its start
     * @param endNs its end, not before the start, and so that the difference is a long
     * @param spans what ran in it, in any order; what lies outside is cut off
     */
    static Path of(long startNs, long endNs, List<Span> spans) {
        List<Span> row = inOrder(startNs, endNs, spans) ? spans : chain(startNs, endNs, spans);
        int pieces = row.size();
        long at = startNs;
        for (int i = 0; i < row.size(); i++) {
            pieces += row.get(i).startNs() > at ? 1 : 0;
            at = row.get(i).endNs();
        }
        pieces += at < endNs ? 1 : 0;
        long[] bounds = new long[pieces + 1];
        long[] stages = new long[pieces];
        long[] batches = new long[pieces];
        bounds[0] = startNs;
        int n = 0;
        for (int i = 0; i < row.size(); i++) {
            Span span = row.get(i);
            if (span.startNs() > bounds[n]) {
                stages[n] = NO_STAGE;
                bounds[++n] = span.startNs();
            }
            stages[n] = Place.of(span.stage());
            batches[n] = span.batchSerial();
            bounds[++n] = span.endNs();
        }
        if (bounds[n] < endNs) {
            stages[n] = NO_STAGE;
            bounds[n + 1] = endNs;
        }
        return new Path(bounds, stages, batches);
    }

    /** From its start to its end. */
    long lengthNs() {
        return bounds[bounds.length - 1] - bounds[0];
    }

    int size() {
        return stages.length;
    }

    long startNs(int piece) {
        return bounds[piece];
    }

    long endNs(int piece) {
        return bounds[piece + 1];
    }

    long lengthNs(int piece) {
        return bounds[piece + 1] - bounds[piece];
    }

    boolean gap(int piece) {
        return stages[piece] == NO_STAGE;
    }

    /** Stage of a piece that is no gap. */
    int stage(int piece) {
        return (int) stages[piece];
    }

    /** Serial of the batch that a piece ran in, or 0. */
    long batch(int piece) {
        return batches[piece];
    }

    /** Where a piece was spent: its stage, or after which stage. */
    long place(int piece) {
        if (!gap(piece)) {
            return stages[piece];
        }
        return piece == 0 ? Place.AFTER_ARRIVAL : Place.after((int) stages[piece - 1]);
    }

    private static boolean inOrder(long startNs, long endNs, List<Span> spans) {
        long at = startNs;
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            if (span.startNs() < at || span.endNs() < span.startNs()) {
                return false;
            }
            at = span.endNs();
        }
        return at <= endNs;
    }

    private static List<Span> chain(long startNs, long endNs, List<Span> spans) {
        List<Span> byEnd = new ArrayList<>(spans);
        byEnd.sort(Comparator.comparingLong(Span::endNs).reversed());
        List<Span> chain = new ArrayList<>();
        long at = endNs;
        int next = 0;
        while (at > startNs) {
            Span first = null;
            while (next < byEnd.size() && byEnd.get(next).endNs() >= at) {
                Span span = byEnd.get(next++);
                if (span.startNs() < at && (first == null || span.startNs() < first.startNs())) {
                    first = span;
                }
            }
            if (first != null) {
                long from = Math.max(startNs, first.startNs());
                chain.add(new Span(first.stage(), from, at, first.batchSerial()));
                at = from;
            } else if (next < byEnd.size()) {
                at = byEnd.get(next).endNs();
            } else {
                break;
            }
        }
        Collections.reverse(chain);
        return chain;
    }
}
