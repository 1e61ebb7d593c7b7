package io.narrows.diagnosis;

import io.narrows.log.BatchDocument;
import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.List;

/** Traces that ended well and batches, as numbers on a {@link Tape} and back. Holds no state. */
final class DocumentTape {

    private static final int MARKED = 1;
    private static final int RECOVERED = 2;
    private static final int FAILED = 4;
    private static final List<TraceDocument.Kept> KEPT = List.of(TraceDocument.Kept.values());

    private DocumentTape() {}

    /** Puts a trace that has no failure on the tape. */
    static void add(Tape tape, TraceDocument trace) {
        tape.begin();
        tape.add(trace.serial());
        tape.add(trace.traceIdHigh());
        tape.add(trace.traceIdLow());
        tape.add(trace.kind());
        tape.add(trace.startNs());
        tape.add(trace.endNs());
        tape.add((trace.marked() ? MARKED : 0) | (trace.recovered() ? RECOVERED : 0));
        tape.add(Double.doubleToRawLongBits(trace.weight()));
        tape.add(trace.parentSpanId());
        tape.add(KEPT.indexOf(trace.kept()));
        addSpans(tape, trace.spans());
        addAttributes(tape, trace.attributes());
    }

    /** The next trace of a tape of them. */
    static TraceDocument trace(Tape.Reader from) {
        long serial = from.next();
        long high = from.next();
        long low = from.next();
        int kind = (int) from.next();
        long startNs = from.next();
        long endNs = from.next();
        long flags = from.next();
        double weight = Double.longBitsToDouble(from.next());
        long parent = from.next();
        TraceDocument.Kept kept = KEPT.get((int) from.next());
        return new TraceDocument(
                serial,
                high,
                low,
                kind,
                startNs,
                endNs,
                TraceDocument.Outcome.OK,
                "",
                (flags & MARKED) != 0,
                weight,
                (flags & RECOVERED) != 0,
                spans(from),
                attributes(from),
                parent,
                kept);
    }

    static void add(Tape tape, BatchDocument batch) {
        tape.begin();
        tape.add(batch.serial());
        tape.add(batch.startNs());
        tape.add(batch.endNs());
        tape.add((batch.failed() ? FAILED : 0) | (batch.recovered() ? RECOVERED : 0));
        addSpans(tape, batch.spans());
        tape.add(batch.members().size());
        for (int i = 0; i < batch.members().size(); i++) {
            tape.add(batch.members().get(i).traceSerial());
            tape.add(batch.members().get(i).weight());
        }
        addAttributes(tape, batch.attributes());
    }

    /** The next batch of a tape of them. */
    static BatchDocument batch(Tape.Reader from) {
        long serial = from.next();
        long startNs = from.next();
        long endNs = from.next();
        long flags = from.next();
        List<TraceDocument.Span> spans = spans(from);
        int size = (int) from.next();
        List<BatchDocument.Member> members = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            members.add(new BatchDocument.Member(from.next(), from.next()));
        }
        return new BatchDocument(
                serial,
                startNs,
                endNs,
                (flags & FAILED) != 0,
                (flags & RECOVERED) != 0,
                spans,
                members,
                attributes(from));
    }

    private static void addSpans(Tape tape, List<TraceDocument.Span> spans) {
        tape.add(spans.size());
        for (int i = 0; i < spans.size(); i++) {
            TraceDocument.Span span = spans.get(i);
            tape.add(span.stage());
            tape.add(span.startNs());
            tape.add(span.endNs());
            tape.add(span.batchSerial());
        }
    }

    private static List<TraceDocument.Span> spans(Tape.Reader from) {
        int size = (int) from.next();
        List<TraceDocument.Span> spans = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            spans.add(new TraceDocument.Span((int) from.next(), from.next(), from.next(), from.next()));
        }
        return spans;
    }

    private static void addAttributes(Tape tape, List<TraceDocument.AttributeValue> attributes) {
        tape.add(attributes.size());
        for (int i = 0; i < attributes.size(); i++) {
            tape.add(attributes.get(i).attribute());
            tape.add(attributes.get(i).value());
        }
    }

    private static List<TraceDocument.AttributeValue> attributes(Tape.Reader from) {
        int size = (int) from.next();
        List<TraceDocument.AttributeValue> attributes = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            attributes.add(new TraceDocument.AttributeValue((int) from.next(), from.next()));
        }
        return attributes;
    }
}
