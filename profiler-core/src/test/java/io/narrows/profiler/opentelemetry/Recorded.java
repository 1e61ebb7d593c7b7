package io.narrows.profiler.opentelemetry;

import io.narrows.log.BatchDocument;
import io.narrows.log.RunHeader;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.AttributeValue;
import io.narrows.log.TraceDocument.Kept;
import io.narrows.log.TraceDocument.Outcome;
import io.narrows.log.TraceDocument.Span;
import java.util.List;
import java.util.Map;

/** Documents as the profiler hands them over: clock 1000 is wall time 2_000_000. */
final class Recorded {
    static final RunHeader HEADER = new RunHeader(1, "tagger", 42, 2_000_000, 1000, Map.of());

    static final StageTable NAMES = new StageTable(
            List.of(new StageTable.StageEntry("queue", "SERVING"), new StageTable.StageEntry("forward", "COMPUTE")),
            List.of(new StageTable.AttributeEntry("request.bytes", "B"), new StageTable.AttributeEntry("tokens", "")),
            List.of("embed"));

    private Recorded() {}

    /** 1000 to 1100: 20 in the queue, 70 in batch 5. */
    static TraceDocument trace(long serial, long callersSpan, Outcome outcome) {
        return new TraceDocument(
                serial,
                0xaaaa,
                serial,
                0,
                1000,
                1100,
                outcome,
                outcome == Outcome.FAILED ? "no memory" : "",
                false,
                4,
                false,
                List.of(new Span(0, 1000, 1020, 0), new Span(1, 1025, 1095, 5)),
                List.of(new AttributeValue(0, 512), new AttributeValue(1, 7)),
                callersSpan,
                Kept.of(outcome, false));
    }

    /** Batch 5 with these members, whose weights are ten times their serials. */
    static BatchDocument batch(long... members) {
        return new BatchDocument(
                5,
                1022,
                1096,
                false,
                false,
                List.of(new Span(1, 1025, 1095, 5)),
                java.util.Arrays.stream(members)
                        .mapToObj(serial -> new BatchDocument.Member(serial, serial * 10))
                        .toList(),
                List.of(new AttributeValue(1, 30)));
    }
}
