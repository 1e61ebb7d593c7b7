package io.narrows.benchmarks;

import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
import org.jspecify.annotations.Nullable;

/** Makes more documents of the same: later, and with serials that go on. Not thread-safe. */
final class Shift {
    private long ns;
    private long serial;
    private long firstNs = Long.MAX_VALUE;
    private long lastNs = Long.MIN_VALUE;
    private long highest;

    /** The trace or batch at its new place, or null for any other document. */
    @Nullable
    LogDocument moved(LogDocument document) {
        if (document instanceof TraceDocument t) {
            seen(t.startNs(), t.endNs(), t.serial());
            return new TraceDocument(
                    t.serial() + serial,
                    t.traceIdHigh(),
                    t.traceIdLow() + serial,
                    t.kind(),
                    t.startNs() + ns,
                    t.endNs() + ns,
                    t.outcome(),
                    t.failure(),
                    t.marked(),
                    t.weight(),
                    t.recovered(),
                    t.spans().stream().map(this::moved).toList(),
                    t.attributes(),
                    t.parentSpanId(),
                    t.kept());
        }
        if (document instanceof BatchDocument b) {
            seen(b.startNs(), b.endNs(), b.serial());
            return new BatchDocument(
                    b.serial() + serial,
                    b.startNs() + ns,
                    b.endNs() + ns,
                    b.failed(),
                    b.recovered(),
                    b.spans().stream().map(this::moved).toList(),
                    b.members().stream()
                            .map(m -> new BatchDocument.Member(m.traceSerial() + serial, m.weight()))
                            .toList(),
                    b.attributes());
        }
        return null;
    }

    /** What is moved from now on lies behind all that was. */
    void next() {
        if (highest > 0) {
            ns += lastNs - firstNs;
            serial += highest;
        }
    }

    private TraceDocument.Span moved(TraceDocument.Span span) {
        return new TraceDocument.Span(
                span.stage(),
                span.startNs() + ns,
                span.endNs() + ns,
                span.batchSerial() == 0 ? 0 : span.batchSerial() + serial);
    }

    private void seen(long startNs, long endNs, long documentSerial) {
        firstNs = Math.min(firstNs, startNs);
        lastNs = Math.max(lastNs, endNs);
        highest = Math.max(highest, documentSerial);
    }
}
