package io.narrows.log;

import io.narrows.log.TraceDocument.Kept;
import io.narrows.log.TraceDocument.Outcome;
import java.util.ArrayList;
import java.util.List;

/** Layouts of traces and batches in logs of format 1: read, and not written any more. */
final class FormatOneLayouts {

    private static final int OUTCOME = 3;
    private static final int MARKED = 1 << 2;
    private static final int RECOVERED = 1 << 3;
    private static final int WEIGHTED = 1 << 4;
    private static final int FAILED = 1;
    private static final List<Outcome> OUTCOMES = List.of(Outcome.values());

    private FormatOneLayouts() {}

    static TraceDocument trace(Decoder in, int version) {
        long serial = in.unsigned();
        long traceIdHigh = in.i64();
        long traceIdLow = in.i64();
        int kind = in.id();
        long startNs = in.i64();
        long endNs = startNs + in.signed();
        int flags = in.u8();
        Outcome outcome = Layout.constant(flags & OUTCOME, OUTCOMES);
        boolean marked = (flags & MARKED) != 0;
        double weight = (flags & WEIGHTED) != 0 ? in.f64() : 1;
        String failure = in.string();
        List<TraceDocument.Span> spans = spans(in, startNs);
        return new TraceDocument(
                serial,
                traceIdHigh,
                traceIdLow,
                kind,
                startNs,
                endNs,
                outcome,
                failure,
                marked,
                weight,
                (flags & RECOVERED) != 0,
                spans,
                TraceLayout.attributes(in),
                0,
                Kept.of(outcome, marked));
    }

    static BatchDocument batch(Decoder in, int version) {
        long serial = in.unsigned();
        long startNs = in.i64();
        long endNs = startNs + in.signed();
        int flags = in.u8();
        List<TraceDocument.Span> spans = spans(in, startNs);
        List<BatchDocument.Member> members = new ArrayList<>();
        long previous = 0;
        for (int left = in.count(2); left > 0; left--) {
            previous += in.signed();
            members.add(new BatchDocument.Member(previous, in.signed()));
        }
        return new BatchDocument(
                serial,
                startNs,
                endNs,
                (flags & FAILED) != 0,
                (flags & RECOVERED) != 0,
                spans,
                members,
                TraceLayout.attributes(in));
    }

    private static List<TraceDocument.Span> spans(Decoder in, long fromNs) {
        List<TraceDocument.Span> spans = new ArrayList<>();
        long previousNs = fromNs;
        for (int left = in.count(4); left > 0; left--) {
            int stage = in.id();
            long startNs = previousNs + in.signed();
            previousNs = startNs + in.signed();
            spans.add(new TraceDocument.Span(stage, startNs, previousNs, in.unsigned()));
        }
        return spans;
    }
}
