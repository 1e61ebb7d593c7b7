package io.narrows.analysis.accounting;

import io.narrows.analysis.accounting.SlowRequest.Ahead;
import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The slowest requests so far, with what was in front of them. Bounded; not thread-safe. */
final class Slowest {

    private static final int KEPT = 32;
    private static final int MOST_AHEAD = 32;

    /** One of them; names are given at the end, when the log has told all of them. */
    record Kept(long serial, long startNs, long endNs, List<InFront> ahead) {
        long latencyNs() {
            return endNs - startNs;
        }
    }

    /** One request or batch in front. */
    record InFront(long place, int stage, int kind, long serial, boolean batch, long fromNs, double ns) {}

    private final PriorityQueue<Kept> kept = new PriorityQueue<>(
            Comparator.comparingLong(Kept::latencyNs).thenComparing(Kept::serial, Comparator.reverseOrder()));

    /** Whether a trace is slow enough to be kept. */
    boolean wants(TraceDocument trace) {
        return kept.size() < KEPT
                || trace.endNs() - trace.startNs() > kept.element().latencyNs();
    }

    void add(TraceDocument trace, List<InFront> ahead) {
        List<InFront> longest = new ArrayList<>(ahead);
        if (longest.size() > MOST_AHEAD) {
            longest.sort(Comparator.comparingDouble(InFront::ns).reversed());
            longest = longest.subList(0, MOST_AHEAD);
        }
        longest.sort(Comparator.comparingLong(InFront::fromNs).thenComparingLong(InFront::serial));
        kept.add(new Kept(trace.serial(), trace.startNs(), trace.endNs(), List.copyOf(longest)));
        if (kept.size() > KEPT) {
            kept.remove();
        }
    }

    /** All of them, the slowest first. */
    List<SlowRequest> told(StageNames names, PauseTrack pauses) {
        return kept.stream()
                .sorted(Comparator.comparingLong(Kept::latencyNs).reversed().thenComparingLong(Kept::serial))
                .map(one -> new SlowRequest(
                        one.serial,
                        one.ahead.stream()
                                .map(front -> ahead(one, front, names))
                                .toList(),
                        pauses.within(one.startNs, one.endNs)))
                .toList();
    }

    private static Ahead ahead(Kept one, InFront front, StageNames names) {
        return new Ahead(
                names.place(front.place),
                names.stage(front.stage),
                front.kind < 0 ? "" : names.kind(front.kind),
                front.serial,
                front.batch,
                (front.fromNs - one.startNs) / 1e6,
                front.ns / 1e6);
    }
}
