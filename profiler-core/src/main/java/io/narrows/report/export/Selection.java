package io.narrows.report.export;

import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.Pause;
import io.narrows.log.ResourceSample;
import io.narrows.log.TraceDocument;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Some requests of a log, their batches, and what machine and JVM did from the first arrival to the last end. Found in a pass
 * of its own, since a batch comes before its members and the slowest request may come last. Memory: a few numbers per
 * selected request. Not thread-safe.
 */
final class Selection {

    private static final Comparator<Candidate> SLOWER =
            Comparator.comparingLong(Candidate::latencyNs).thenComparing(Candidate::serial, Comparator.reverseOrder());

    private final ExportOptions options;
    private final PriorityQueue<Candidate> chosen = new PriorityQueue<>(SLOWER);
    private final Set<Long> traces = new HashSet<>();
    private final Set<Long> batches = new HashSet<>();
    private long fromNs = Long.MAX_VALUE;
    private long toNs = Long.MIN_VALUE;

    private record Candidate(long serial, long startNs, long endNs, List<Long> batches) {

        private Candidate(TraceDocument trace) {
            this(
                    trace.serial(),
                    trace.startNs(),
                    trace.endNs(),
                    trace.spans().stream()
                            .map(TraceDocument.Span::batchSerial)
                            .filter(batch -> batch != 0)
                            .distinct()
                            .toList());
        }

        private long latencyNs() {
            return endNs - startNs;
        }
    }

    Selection(ExportOptions options) {
        this.options = options;
    }

    /** Takes a document of the first pass; false once no later one can change the selection. */
    boolean accept(LogDocument document) {
        if (document instanceof TraceDocument trace
                && options.measured().measures(trace.traceIdHigh())
                && trace.weight() > 0) {
            chosen.add(new Candidate(trace));
            if (options.slowest() > 0 && chosen.size() > options.slowest()) {
                chosen.remove();
            }
        }
        return options.slowest() > 0 || chosen.size() < options.first();
    }

    /** Ends the first pass. */
    void close() {
        for (Candidate candidate : chosen) {
            traces.add(candidate.serial);
            batches.addAll(candidate.batches);
            fromNs = Math.min(fromNs, candidate.startNs);
            toNs = Math.max(toNs, candidate.endNs);
        }
        chosen.clear();
    }

    /** Whether a document of the second pass belongs to it. */
    boolean takes(LogDocument document) {
        if (document instanceof TraceDocument trace) {
            return traces.contains(trace.serial());
        }
        if (document instanceof BatchDocument batch) {
            return batches.contains(batch.serial());
        }
        if (document instanceof Pause pause) {
            return pause.endNs() >= fromNs && pause.startNs() <= toNs;
        }
        if (document instanceof ResourceSample sample) {
            return sample.atNs() >= fromNs && sample.atNs() - sample.periodNs() <= toNs;
        }
        return true;
    }
}
