package io.narrows.analysis;

import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns traces into waterfalls, gaps included. */
final class Waterfalls {

    /** A gap below this part of the latency is too thin to draw. */
    private static final double THINNEST_GAP = 0.001;

    private final Names names;
    private final BatchTable batches;
    private final long originNs;

    Waterfalls(Names names, BatchTable batches, long originNs) {
        this.names = names;
        this.batches = batches;
        this.originNs = originNs;
    }

    /** The slowest trace, one at the 99th percentile and one at the median; each trace once. */
    List<Waterfall> of(Exemplars exemplars, long p50Ns, long p99Ns) {
        List<Waterfall> result = new ArrayList<>();
        List<Long> drawn = new ArrayList<>();
        draw("slowest", exemplars.slowest(), drawn, result);
        draw("at the p99", exemplars.closestTo(p99Ns), drawn, result);
        draw("at the median", exemplars.closestTo(p50Ns), drawn, result);
        return result;
    }

    private void draw(String label, @Nullable TraceDocument trace, List<Long> drawn, List<Waterfall> into) {
        if (trace != null && !drawn.contains(trace.serial())) {
            drawn.add(trace.serial());
            into.add(waterfall(label, trace));
        }
    }

    private Waterfall waterfall(String label, TraceDocument trace) {
        long latency = trace.endNs() - trace.startNs();
        List<Waterfall.Bar> bars = new ArrayList<>();
        long at = trace.startNs();
        for (TraceDocument.Span span : trace.spans()) {
            gap(bars, trace.startNs(), at, span.startNs(), latency);
            bars.add(new Waterfall.Bar(
                    names.stage(span.stage()),
                    names.segment(span.stage()),
                    (span.startNs() - trace.startNs()) / 1e6,
                    (span.endNs() - span.startNs()) / 1e6,
                    span.batchSerial(),
                    batches.size(span.batchSerial())));
            at = span.endNs();
        }
        gap(bars, trace.startNs(), at, trace.endNs(), latency);
        return new Waterfall(
                label,
                trace.serial(),
                String.format(Locale.ROOT, "%016x%016x", trace.traceIdHigh(), trace.traceIdLow()),
                names.kind(trace.kind()),
                (trace.startNs() - originNs) / 1e9,
                latency / 1e6,
                bars,
                trace.attributes().stream()
                        .map(value -> names.attribute(value.attribute(), value.value()))
                        .toList());
    }

    private static void gap(List<Waterfall.Bar> bars, long startNs, long fromNs, long toNs, long latencyNs) {
        if (toNs - fromNs > latencyNs * THINNEST_GAP) {
            bars.add(new Waterfall.Bar(
                    Waterfall.UNACCOUNTED, "", (fromNs - startNs) / 1e6, (toNs - fromNs) / 1e6, 0, 0));
        }
    }
}
