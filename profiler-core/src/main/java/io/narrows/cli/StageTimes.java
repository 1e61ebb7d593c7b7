package io.narrows.cli;

import io.narrows.log.HistogramInterval;
import io.narrows.log.HistogramInterval.Histogram;
import io.narrows.log.LatencyBuckets;
import io.narrows.log.LogDocument;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long the stages took: of all traces, where the log has histograms, and otherwise of the traces in it, by their
 * weight. Not thread-safe.
 */
final class StageTimes {

    /** Counts by bucket, which weights make fractions of. */
    private static final class Times {
        private final double[] counts = new double[LatencyBuckets.COUNT];
        private double count;
        private double sumNs;

        void add(long ns, double weight) {
            counts[LatencyBuckets.index(ns)] += weight;
            count += weight;
            sumNs += ns * weight;
        }

        void add(Histogram histogram) {
            int[] buckets = histogram.buckets();
            long[] of = histogram.counts();
            for (int i = 0; i < buckets.length; i++) {
                if (buckets[i] < counts.length) {
                    counts[buckets[i]] += of[i];
                }
            }
            count += histogram.count();
            sumNs += histogram.sumNs();
        }

        /** The middle of the bucket that the quantile lies in. */
        double quantileNs(double quantile) {
            double rank = quantile * count;
            double seen = 0;
            int last = 0;
            for (int index = 0; index < counts.length; index++) {
                if (counts[index] > 0) {
                    last = index;
                    seen += counts[index];
                    if (seen >= rank) {
                        break;
                    }
                }
            }
            return LatencyBuckets.lowNs(last) / 2.0 + LatencyBuckets.highNs(last) / 2.0;
        }
    }

    private final List<@Nullable Times> ofTraces = new ArrayList<>();
    private final List<@Nullable Times> ofHistograms = new ArrayList<>();
    private @Nullable StageTable names;

    void add(LogDocument document) {
        if (document instanceof TraceDocument trace) {
            double weight = trace.weight();
            List<TraceDocument.Span> spans = trace.spans();
            for (int i = 0; weight > 0 && i < spans.size(); i++) {
                TraceDocument.Span span = spans.get(i);
                times(ofTraces, span.stage()).add(span.endNs() - span.startNs(), weight);
            }
        } else if (document instanceof HistogramInterval interval) {
            for (Histogram histogram : interval.histograms()) {
                if (histogram.of() == HistogramInterval.Of.STAGE_TIME) {
                    times(ofHistograms, histogram.id()).add(histogram);
                }
            }
        } else if (document instanceof StageTable table) {
            names = table;
        }
    }

    private static Times times(List<@Nullable Times> stages, int id) {
        while (stages.size() <= id) {
            stages.add(null);
        }
        Times times = stages.get(id);
        if (times == null) {
            times = new Times();
            stages.set(id, times);
        }
        return times;
    }

    /** Prints a table; nothing where there is nothing to print. */
    void print(PrintWriter out) {
        List<@Nullable Times> stages = ofHistograms.isEmpty() ? ofTraces : ofHistograms;
        if (stages.isEmpty()) {
            return;
        }
        out.println(
                ofHistograms.isEmpty()
                        ? "stages     of the traces in the log, by their weight"
                        : "stages     of all traces, from the histograms");
        out.println(String.format(
                Locale.ROOT, "  %-24s %12s %12s %12s %12s", "stage", "count", "mean ms", "p50 ms", "p99 ms"));
        for (int id = 0; id < stages.size(); id++) {
            Times times = stages.get(id);
            if (times != null && times.count > 0) {
                out.println(String.format(
                        Locale.ROOT,
                        "  %-24s %12.0f %12.4f %12.4f %12.4f",
                        name(id),
                        times.count,
                        times.sumNs / times.count / 1e6,
                        times.quantileNs(0.5) / 1e6,
                        times.quantileNs(0.99) / 1e6));
            }
        }
    }

    private String name(int id) {
        StageTable table = names;
        return table != null && id < table.stages().size()
                ? DocumentLine.clean(table.stages().get(id).name())
                : "stage " + id;
    }
}
