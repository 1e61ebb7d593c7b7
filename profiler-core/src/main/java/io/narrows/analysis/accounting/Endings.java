package io.narrows.analysis.accounting;

import io.narrows.analysis.statistics.Order;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pieces of work by the moment of their end. */
final class Endings {

    /** Shorter work is not looked for behind a gap. */
    static final long SHORTEST_NS = 50_000;

    private static final int LOOK_BACK = 64;

    private final Execution[] executions;
    private final int[] pieces;
    private final long[] ends;

    private Endings(Execution[] executions, int[] pieces, long[] ends) {
        this.executions = executions;
        this.pieces = pieces;
        this.ends = ends;
    }

    /** The long pieces of some executions. */
    static Endings of(Collection<List<Execution>> executions) {
        int n = 0;
        for (List<Execution> some : executions) {
            for (int i = 0; i < some.size(); i++) {
                n += longPieces(some.get(i));
            }
        }
        Execution[] unsorted = new Execution[n];
        int[] pieces = new int[n];
        long[] keys = new long[n];
        n = 0;
        for (List<Execution> some : executions) {
            for (int i = 0; i < some.size(); i++) {
                Execution execution = some.get(i);
                for (int piece = execution.from(); piece < execution.to(); piece++) {
                    if (isLong(execution.path(), piece)) {
                        unsorted[n] = execution;
                        pieces[n] = piece;
                        keys[n++] = execution.path().endNs(piece);
                    }
                }
            }
        }
        int[] order = Order.ascending(keys);
        Execution[] byEnd = new Execution[n];
        int[] pieceByEnd = new int[n];
        long[] ends = new long[n];
        for (int i = 0; i < n; i++) {
            byEnd[i] = unsorted[order[i]];
            pieceByEnd[i] = pieces[order[i]];
            ends[i] = keys[order[i]];
        }
        return new Endings(byEnd, pieceByEnd, ends);
    }

    private static int longPieces(Execution execution) {
        int n = 0;
        for (int piece = execution.from(); piece < execution.to(); piece++) {
            n += isLong(execution.path(), piece) ? 1 : 0;
        }
        return n;
    }

    private static boolean isLong(Path path, int piece) {
        return path.lengthNs(piece) >= SHORTEST_NS && !path.gap(piece);
    }

    /**
     * The work of another request that a gap may have been held up by: it covers half of the gap at least and ended in
     * its second half. Work of the station that was waited for is left out; whether that was free is known otherwise.
     *
     * @param known one that was found elsewhere, or null
     * @return the one that covers most, or null
     */
    @Nullable
    Ending behind(Wait wait, long ownSerial, @Nullable Ending known) {
        long fromNs = wait.fromNs();
        long half = wait.lengthNs() / 2;
        Ending best = known;
        long most = known == null ? 0 : known.endNs() - Math.max(fromNs, known.startNs());
        int last = lastUpTo(wait.toNs());
        for (int i = last; i >= 0 && i > last - LOOK_BACK && ends[i] >= wait.toNs() - half; i--) {
            Execution execution = executions[i];
            long covers = ends[i] - Math.max(fromNs, execution.path().startNs(pieces[i]));
            if (covers >= half
                    && covers > most
                    && (execution.batch() != null || execution.serial() != ownSerial)
                    && !(wait.behind() && execution.station() == wait.station())) {
                best = new Ending(execution, pieces[i]);
                most = covers;
            }
        }
        return best;
    }

    private int lastUpTo(long ns) {
        int low = 0;
        int high = ends.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] <= ns) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /**
     * One piece of work.
     *
     * @param execution whose piece it is
     * @param piece which
     */
    record Ending(Execution execution, int piece) {

        int stage() {
            return execution.path().stage(piece);
        }

        long startNs() {
            return execution.path().startNs(piece);
        }

        long endNs() {
            return execution.path().endNs(piece);
        }
    }
}
