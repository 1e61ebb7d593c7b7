package io.narrows.log;

import io.narrows.log.BatchDocument.Member;
import java.util.List;

/** Layout of a batch, whose spans are written as those of a trace are. */
final class BatchLayout {

    private static final int FAILED = 1;
    private static final int RECOVERED = 1 << 3;
    private static final int ATTRIBUTES = 1 << 4;
    private static final int END = 1 << 5;

    private BatchLayout() {}

    static void write(BatchDocument d, Encoder out) {
        long lastNs = TraceLayout.endOf(d.spans(), d.startNs());
        out.u8((d.failed() ? FAILED : 0)
                | (d.recovered() ? RECOVERED : 0)
                | (d.attributes().isEmpty() ? 0 : ATTRIBUTES)
                | (d.endNs() != lastNs ? END : 0));
        out.unsigned(d.serial());
        out.unsigned(d.startNs());
        TraceLayout.spans(d.spans(), d.startNs(), d.serial(), out);
        if (d.endNs() != lastNs) {
            out.signed(d.endNs() - lastNs);
        }
        out.unsigned(d.members().size());
        long previous = 0;
        for (Member member : d.members()) {
            out.signed(member.traceSerial() - previous);
            out.unsigned(member.weight());
            previous = member.traceSerial();
        }
        if (!d.attributes().isEmpty()) {
            TraceLayout.attributes(d.attributes(), out);
        }
    }

    static BatchDocument read(Decoder in, int version) {
        int flags = in.u8();
        long serial = in.unsigned();
        long startNs = in.unsigned();
        List<TraceDocument.Span> spans = TraceLayout.spans(in, startNs, serial);
        long lastNs = TraceLayout.endOf(spans, startNs);
        long endNs = (flags & END) != 0 ? lastNs + in.signed() : lastNs;
        int count = in.count(2);
        Member[] members = new Member[count];
        long previous = 0;
        for (int i = 0; i < count; i++) {
            previous += in.signed();
            members[i] = new Member(previous, in.unsigned());
        }
        return new BatchDocument(
                serial,
                startNs,
                endNs,
                (flags & FAILED) != 0,
                (flags & RECOVERED) != 0,
                spans,
                List.of(members),
                (flags & ATTRIBUTES) != 0 ? TraceLayout.attributes(in) : List.of());
    }
}
