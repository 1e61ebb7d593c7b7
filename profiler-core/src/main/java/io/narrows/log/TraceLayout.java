package io.narrows.log;

import io.narrows.log.TraceDocument.AttributeValue;
import io.narrows.log.TraceDocument.Kept;
import io.narrows.log.TraceDocument.Outcome;
import io.narrows.log.TraceDocument.Span;
import java.util.List;

/*
 * A trace takes what is unusual about it, and little else: spans that follow each other have no start, spans of one batch
 * name it once, and a second byte of flags says which of the rarer parts there are.
 */
final class TraceLayout {

    private static final int OUTCOME = 3;
    private static final int MARKED = 1 << 2;
    private static final int RECOVERED = 1 << 3;
    private static final int KEPT_SHIFT = 4;
    private static final int KEPT = 7;

    private static final int WHOLE_WEIGHT = 1;
    private static final int WEIGHT = 1 << 1;
    private static final int PARENT = 1 << 2;
    private static final int FAILURE = 1 << 3;
    private static final int ATTRIBUTES = 1 << 4;
    private static final int END = 1 << 5;

    private static final int OTHER_BATCH = 1;
    private static final int GAP = 1 << 1;
    private static final int STAGE_SHIFT = 2;

    private static final List<Outcome> OUTCOMES = List.of(Outcome.values());
    private static final List<Kept> REASONS = List.of(Kept.values());

    private TraceLayout() {}

    static void write(TraceDocument d, Encoder out) {
        long lastNs = endOf(d.spans(), d.startNs());
        int parts = weightPart(d.weight())
                | (d.parentSpanId() != 0 ? PARENT : 0)
                | (d.failure().isEmpty() ? 0 : FAILURE)
                | (d.attributes().isEmpty() ? 0 : ATTRIBUTES)
                | (d.endNs() != lastNs ? END : 0);
        out.u8(Layout.code(d.outcome(), OUTCOMES)
                | (d.marked() ? MARKED : 0)
                | (d.recovered() ? RECOVERED : 0)
                | Layout.code(d.kept(), REASONS) << KEPT_SHIFT);
        out.u8(parts);
        out.unsigned(d.serial());
        out.i64(d.traceIdHigh());
        out.i64(d.traceIdLow());
        out.unsigned(d.kind());
        out.unsigned(d.startNs());
        if ((parts & WHOLE_WEIGHT) != 0) {
            out.unsigned((long) d.weight());
        } else if ((parts & WEIGHT) != 0) {
            out.f64(d.weight());
        }
        if ((parts & PARENT) != 0) {
            out.i64(d.parentSpanId());
        }
        if ((parts & FAILURE) != 0) {
            out.string(d.failure());
        }
        spans(d.spans(), d.startNs(), 0, out);
        if ((parts & END) != 0) {
            out.signed(d.endNs() - lastNs);
        }
        if ((parts & ATTRIBUTES) != 0) {
            attributes(d.attributes(), out);
        }
    }

    static TraceDocument read(Decoder in, int version) {
        int flags = in.u8();
        int parts = in.u8();
        long serial = in.unsigned();
        long traceIdHigh = in.i64();
        long traceIdLow = in.i64();
        int kind = in.id();
        long startNs = in.unsigned();
        double weight = (parts & WHOLE_WEIGHT) != 0 ? in.unsigned() : (parts & WEIGHT) != 0 ? in.f64() : 1;
        long parentSpanId = (parts & PARENT) != 0 ? in.i64() : 0;
        String failure = (parts & FAILURE) != 0 ? in.string() : "";
        List<Span> spans = spans(in, startNs, 0);
        long lastNs = endOf(spans, startNs);
        long endNs = (parts & END) != 0 ? lastNs + in.signed() : lastNs;
        return new TraceDocument(
                serial,
                traceIdHigh,
                traceIdLow,
                kind,
                startNs,
                endNs,
                Layout.constant(flags & OUTCOME, OUTCOMES),
                failure,
                (flags & MARKED) != 0,
                weight,
                (flags & RECOVERED) != 0,
                spans,
                (parts & ATTRIBUTES) != 0 ? attributes(in) : List.of(),
                parentSpanId,
                Layout.constant(flags >>> KEPT_SHIFT & KEPT, REASONS));
    }

    private static int weightPart(double weight) {
        if (weight == 1) {
            return 0;
        }
        boolean whole = weight >= 0 && weight <= 1L << 30 && weight == (long) weight && !(1 / weight < 0);
        return whole ? WHOLE_WEIGHT : WEIGHT;
    }

    /** The end of the last span, or {@code fromNs} where there is none. */
    static long endOf(List<Span> spans, long fromNs) {
        return spans.isEmpty() ? fromNs : spans.get(spans.size() - 1).endNs();
    }

    static void spans(List<Span> spans, long fromNs, long fromBatch, Encoder out) {
        out.unsigned(spans.size());
        long previousNs = fromNs;
        long batch = fromBatch;
        for (Span span : spans) {
            boolean gap = span.startNs() != previousNs;
            boolean otherBatch = span.batchSerial() != batch;
            out.unsigned((long) span.stage() << STAGE_SHIFT | (gap ? GAP : 0) | (otherBatch ? OTHER_BATCH : 0));
            if (gap) {
                out.signed(span.startNs() - previousNs);
            }
            out.unsigned(span.endNs() - span.startNs());
            if (otherBatch) {
                out.unsigned(span.batchSerial());
            }
            previousNs = span.endNs();
            batch = span.batchSerial();
        }
    }

    static List<Span> spans(Decoder in, long fromNs, long fromBatch) {
        int count = in.count(2);
        Span[] spans = new Span[count];
        long previousNs = fromNs;
        long batch = fromBatch;
        for (int i = 0; i < count; i++) {
            long code = in.unsigned();
            if (code >>> STAGE_SHIFT > Integer.MAX_VALUE) {
                throw new LogException("damaged document: id " + (code >>> STAGE_SHIFT) + " is over 2147483647");
            }
            long startNs = (code & GAP) != 0 ? previousNs + in.signed() : previousNs;
            previousNs = startNs + in.unsigned();
            if ((code & OTHER_BATCH) != 0) {
                batch = in.unsigned();
            }
            spans[i] = new Span((int) (code >>> STAGE_SHIFT), startNs, previousNs, batch);
        }
        return List.of(spans);
    }

    static void attributes(List<AttributeValue> attributes, Encoder out) {
        out.unsigned(attributes.size());
        for (AttributeValue attribute : attributes) {
            out.unsigned(attribute.attribute());
            out.signed(attribute.value());
        }
    }

    static List<AttributeValue> attributes(Decoder in) {
        int count = in.count(2);
        AttributeValue[] attributes = new AttributeValue[count];
        for (int i = 0; i < count; i++) {
            attributes[i] = new AttributeValue(in.id(), in.signed());
        }
        return List.of(attributes);
    }
}
