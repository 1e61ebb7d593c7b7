package io.narrows.log;

import java.util.List;
import java.util.Map;

/** Small documents for tests. */
final class Documents {

    static final RunHeader HEADER = new RunHeader(
            LogWriter.FORMAT_VERSION, "probe", 4711, 1_700_000_000_000_000_000L, -5, Map.of("os", "Linux"));

    static final StageTable TABLE = new StageTable(
            List.of(new StageTable.StageEntry("decode", "DATA"), new StageTable.StageEntry("forward", "COMPUTE")),
            List.of(new StageTable.AttributeEntry("tokens", "")),
            List.of("infer"));

    static final RunFooter FOOTER = new RunFooter(9_000, 3, 12, 41.5);

    private Documents() {}

    static TraceDocument trace(long serial) {
        return new TraceDocument(
                serial,
                -serial,
                serial << 40,
                0,
                1_000 * serial,
                1_000 * serial + 900,
                TraceDocument.Outcome.OK,
                "",
                false,
                1,
                false,
                List.of(
                        new TraceDocument.Span(0, 1_000 * serial, 1_000 * serial + 300, 0),
                        new TraceDocument.Span(1, 1_000 * serial + 350, 1_000 * serial + 800, 7)),
                List.of(new TraceDocument.AttributeValue(0, 17)),
                0,
                TraceDocument.Kept.SAMPLED);
    }

    static BatchDocument batch(long serial) {
        return new BatchDocument(
                serial,
                500,
                700,
                false,
                false,
                List.of(new TraceDocument.Span(1, 510, 690, serial)),
                List.of(new BatchDocument.Member(3, 20), new BatchDocument.Member(1, 5)),
                List.of());
    }
}
