package io.narrows.profiler.retention;

import io.narrows.log.HistogramInterval;
import io.narrows.log.HistogramInterval.Histogram;
import io.narrows.log.HistogramInterval.Of;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Outcome;
import io.narrows.log.TraceDocument.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How long all traces that ended took, per kind, and the spans in them, per stage. Not thread-safe.
 *
 * <p>A span of a batch counts once for each member, as it does in the members' traces. Abandoned traces are left out: when
 * they ended is not known.
 */
public final class KindHistograms {
    /** Buckets in one document, so that any number of stages fits the log. */
    private static final int MAX_BUCKETS = 1 << 13;

    private @Nullable Cells[] kinds = new Cells[0];
    private @Nullable Cells[] stages = new Cells[0];
    private long startNs;

    /** Starts the first interval at a time in ns of the run's clock. */
    public KindHistograms(long startNs) {
        this.startNs = startNs;
    }

    /** Counts a trace. */
    public void add(TraceDocument trace) {
        if (trace.outcome() == Outcome.ABANDONED) {
            return;
        }
        kinds = roomFor(kinds, trace.kind());
        cells(kinds, trace.kind()).add(trace.endNs() - trace.startNs());
        List<Span> spans = trace.spans();
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            stages = roomFor(stages, span.stage());
            cells(stages, span.stage()).add(span.endNs() - span.startNs());
        }
    }

    /**
     * Ends the interval: passes on what was counted in it, and begins the next. What the writer does not take stays, and is
     * part of the next interval, which then began where this one did.
     *
     * @param endNs now
     * @param writer takes a document and tells whether it is in the log
     */
    public void write(long endNs, Predicate<HistogramInterval> writer) {
        boolean all = true;
        List<Cells> chosen = new ArrayList<>();
        List<Histogram> histograms = new ArrayList<>();
        int buckets = 0;
        for (Of of : Of.values()) {
            @Nullable Cells[] those = of == Of.KIND_LATENCY ? kinds : stages;
            for (int id = 0; id < those.length; id++) {
                Cells cells = those[id];
                if (cells == null || cells.count() == 0) {
                    continue;
                }
                if (buckets + cells.used() > MAX_BUCKETS && !chosen.isEmpty()) {
                    all &= write(endNs, histograms, chosen, writer);
                    buckets = 0;
                }
                chosen.add(cells);
                histograms.add(cells.histogram(of, id));
                buckets += cells.used();
            }
        }
        all &= chosen.isEmpty() || write(endNs, histograms, chosen, writer);
        if (all) {
            startNs = endNs;
        }
    }

    private boolean write(
            long endNs, List<Histogram> histograms, List<Cells> chosen, Predicate<HistogramInterval> writer) {
        boolean written = writer.test(new HistogramInterval(startNs, endNs, histograms));
        if (written) {
            chosen.forEach(Cells::reset);
        }
        chosen.clear();
        histograms.clear();
        return written;
    }

    private static @Nullable Cells[] roomFor(@Nullable Cells[] cells, int id) {
        return id < cells.length ? cells : Arrays.copyOf(cells, id + 8);
    }

    private static Cells cells(@Nullable Cells[] cells, int id) {
        Cells found = cells[id];
        if (found == null) {
            found = new Cells();
            cells[id] = found;
        }
        return found;
    }
}
