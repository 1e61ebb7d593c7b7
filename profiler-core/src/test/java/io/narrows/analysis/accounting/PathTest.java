package io.narrows.analysis.accounting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.narrows.log.TraceDocument.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pieces touch, and of parallel spans the ones that the end waited for count. */
class PathTest {

    @Test
    void spansInARowStayAndGapsAreNamedAfterWhatWasBefore() {
        assertEquals(
                "after arrival 2, 0 3, after 0 1, 1 4, 2 0, after 2 5",
                pieces(0, 15, new Span(0, 2, 5, 0), new Span(1, 6, 10, 0), new Span(2, 10, 10, 0)));
    }

    @Test
    void ofParallelSpansTheOneThatEndsLastCounts() {
        assertEquals("0 2, 2 8", pieces(0, 10, new Span(0, 0, 2, 0), new Span(1, 2, 7, 0), new Span(2, 2, 10, 0)));
    }

    @Test
    void theChainGoesOnWithWhatEndedBefore() {
        assertEquals(
                "0 4, 2 4, 3 2",
                pieces(0, 10, new Span(0, 0, 4, 0), new Span(1, 0, 3, 0), new Span(2, 4, 8, 0), new Span(3, 8, 10, 0)));
    }

    @Test
    void whatOverlapsIsCutAndNotCountedTwice() {
        assertEquals("0 5, 1 5", pieces(0, 10, new Span(0, 0, 7, 0), new Span(1, 5, 10, 0)));
    }

    @Test
    void whatLiesOutsideIsCutOff() {
        assertEquals("0 4, after 0 2, 1 4", pieces(0, 10, new Span(0, -5, 4, 0), new Span(1, 6, 30, 0)));
        assertEquals("after arrival 10", pieces(0, 10, new Span(0, 12, 14, 0), new Span(1, 8, 3, 0)));
    }

    private static String pieces(long startNs, long endNs, Span... spans) {
        Path path = Path.of(startNs, endNs, List.of(spans));
        StageNames names = new StageNames();
        names.replace(Logs.table("0", "1", "2", "3"));
        List<String> pieces = new ArrayList<>();
        for (int piece = 0; piece < path.size(); piece++) {
            pieces.add(names.place(path.place(piece)) + " " + path.lengthNs(piece));
        }
        return String.join(", ", pieces);
    }
}
