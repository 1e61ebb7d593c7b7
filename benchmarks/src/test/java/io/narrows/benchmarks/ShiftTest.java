package io.narrows.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.narrows.log.BatchDocument;
import io.narrows.log.DropCount;
import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShiftTest {
    private static final TraceDocument TRACE = new TraceDocument(
            7,
            1,
            2,
            0,
            1_000,
            5_000,
            TraceDocument.Outcome.OK,
            "",
            false,
            1,
            false,
            List.of(new TraceDocument.Span(0, 1_000, 2_000, 0), new TraceDocument.Span(1, 2_000, 5_000, 3)),
            List.of(),
            0,
            TraceDocument.Kept.SAMPLED);
    private static final BatchDocument BATCH = new BatchDocument(
            3,
            1_500,
            6_000,
            false,
            false,
            List.of(new TraceDocument.Span(1, 2_000, 5_000, 0)),
            List.of(new BatchDocument.Member(7, 1)),
            List.of());

    @Test
    void nextRoundLiesBehindTheFirstWithSerialsThatGoOn() {
        Shift shift = new Shift();
        assertEquals(TRACE, shift.moved(TRACE));
        assertEquals(BATCH, shift.moved(BATCH));
        shift.next();

        TraceDocument trace = (TraceDocument) shift.moved(TRACE);
        BatchDocument batch = (BatchDocument) shift.moved(BATCH);
        assertEquals(14, trace.serial());
        assertEquals(6_000, trace.startNs());
        assertEquals(new TraceDocument.Span(1, 7_000, 10_000, 10), trace.spans().get(1));
        assertEquals(0, trace.spans().get(0).batchSerial(), "in no batch stays in none");
        assertEquals(10, batch.serial());
        assertEquals(trace.serial(), batch.members().get(0).traceSerial());
        assertEquals(0, batch.spans().get(0).batchSerial());
    }

    @Test
    void otherDocumentsAreLeftOut() {
        LogDocument count = new DropCount(1, 0, 0, 0, 0, 0, 0, 0, 0);
        assertNull(new Shift().moved(count));
    }
}
