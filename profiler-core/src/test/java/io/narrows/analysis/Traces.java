package io.narrows.analysis;

import io.narrows.log.TraceDocument;
import java.util.List;

/** Made-up traces. */
final class Traces {

    private Traces() {}

    /** A good trace. */
    static TraceDocument trace(long serial, long startNs, long endNs, double weight, List<TraceDocument.Span> spans) {
        return new TraceDocument(
                serial,
                1,
                serial,
                0,
                startNs,
                endNs,
                TraceDocument.Outcome.OK,
                "",
                false,
                weight,
                false,
                spans,
                List.of(),
                0,
                weight == 0
                        ? TraceDocument.Kept.CONTEXT
                        : weight == 1 ? TraceDocument.Kept.SLOW : TraceDocument.Kept.SAMPLED);
    }

    /** The same trace with another weight. */
    static TraceDocument weighted(TraceDocument trace, double weight) {
        return new TraceDocument(
                trace.serial(),
                trace.traceIdHigh(),
                trace.traceIdLow(),
                trace.kind(),
                trace.startNs(),
                trace.endNs(),
                trace.outcome(),
                trace.failure(),
                trace.marked(),
                weight,
                trace.recovered(),
                trace.spans(),
                trace.attributes(),
                trace.parentSpanId(),
                trace.kept());
    }
}
