package io.narrows.analysis.accounting;

import static io.narrows.analysis.accounting.Logs.attribute;
import static io.narrows.analysis.accounting.Logs.meanMs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.RunHeader;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.AttributeValue;
import io.narrows.log.TraceDocument.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What waits are made of, where it is known. */
class WaitsTest {

    private static final long MS = 1_000_000;

    @Test
    void aWaitForABatchIsHeadOfLineThenFillThenHandOver() {
        Attribution attribution = attribute(List.of(
                Logs.table("queue", "forward"),
                batch(1, 1, 11, 10, 10, new BatchDocument.Member(1, 10)),
                member(1, 1, 0, 1, 11),
                batch(2, 15, 25, 40, 60, new BatchDocument.Member(2, 30), new BatchDocument.Member(3, 10)),
                member(2, 2, 3, 15, 25),
                member(3, 2, 12, 15, 25)));

        assertEquals(8, 3 * meanMs(attribution, "queue", PartType.HEAD_OF_LINE), 1e-9, "3 to 11 of the second");
        assertEquals(1, 3 * meanMs(attribution, "queue", PartType.BATCH_FILL), 1e-9, "11 to 12 of the second");
        assertEquals(7, 3 * meanMs(attribution, "queue", PartType.HAND_OVER), 1e-9, "1, 3 and 3");
        assertEquals(10 + 5 + 5 / 3.0, 3 * meanMs(attribution, "forward", PartType.SHARE), 1e-5);
        assertEquals(5 / 3.0 + 5, 3 * meanMs(attribution, "forward", PartType.BATCH_MATES), 1e-5);
        assertEquals(20 / 3.0, 3 * meanMs(attribution, "forward", PartType.PADDING), 1e-5);
        Blame blame = attribution.blames().get(0);
        assertEquals("queue", blame.waitingStage());
        assertEquals("forward", blame.blockingStage());
        assertEquals(8, blame.longestMs(), 1e-9);
        assertEquals(1, blame.waits());
    }

    @Test
    void aWaitForAnEqualRequestIsForNobodysWorker() {
        TraceDocument equal = Logs.trace(
                2,
                0,
                2 * MS,
                13 * MS,
                1,
                List.of(
                        new Span(2, 2 * MS, 11 * MS, 0),
                        new Span(3, 11 * MS, 12 * MS, 0),
                        new Span(4, 12 * MS, 13 * MS, 0)),
                List.of());
        Attribution attribution = attribute(List.of(
                Logs.table("queue", "forward", "coalesce.wait", "encode.wait", "encode"),
                batch(1, 1, 11, 10, 10, new BatchDocument.Member(1, 10)),
                member(1, 1, 0, 1, 11),
                equal));

        assertEquals(9, 2 * meanMs(attribution, "coalesce.wait", PartType.COALESCED), 1e-9);
        assertEquals(
                9,
                2
                        * attribution.parts().stream()
                                .filter(part -> part.stage().equals("coalesce.wait"))
                                .mapToDouble(Part::meanMs)
                                .sum(),
                1e-9);
        assertEquals(1, 2 * waited(attribution, "encode.wait"), 1e-9);
    }

    @Test
    void aBatchWindowIsFillAlsoForOneThatNobodyJoins() {
        List<LogDocument> documents = new ArrayList<>(List.of(Logs.table("queue", "forward")));
        for (int i = 1; i <= 100; i++) {
            documents.add(batch(i, 20L * i + 5, 20L * i + 7, 1, 1, new BatchDocument.Member(i, 1)));
            documents.add(member(i, i, 20L * i, 20L * i + 5, 20L * i + 7));
        }
        assertEquals(5, meanMs(attribute(documents), "queue", PartType.BATCH_FILL), 1e-9);
        assertEquals(0, meanMs(attribute(documents), "queue", PartType.HAND_OVER), 1e-9);
    }

    @Test
    void aSingleRequestBehindAnIdleWorkerIsHandedOverLate() {
        SplittableRandom random = new SplittableRandom(3);
        List<LogDocument> documents = new ArrayList<>(List.of(Logs.table("queue", "forward")));
        double waits = 0;
        for (int i = 1; i <= 100; i++) {
            long start = 40L * i + random.nextLong(1, 15);
            waits += start - 40L * i;
            documents.add(batch(i, start, 40L * i + 17, 1, 1, new BatchDocument.Member(i, 1)));
            documents.add(member(i, i, 40L * i, start, 40L * i + 17));
        }
        assertEquals(waits / 100, meanMs(attribute(documents), "queue", PartType.HAND_OVER), 1e-9);
    }

    @Test
    void aWaitInFrontOfBusyWorkersIsHeadOfLineHoweverManyThereAre() {
        for (int workers : new int[] {1, 2, 5}) {
            Attribution attribution =
                    attribute(new Queueing(workers).workers(workers).documents(12_000));
            double waited = waited(attribution, "queue");
            double held = meanMs(attribution, "queue", PartType.HEAD_OF_LINE);

            assertTrue(waited > 0.1, workers + " workers: waited " + waited);
            assertEquals(1, held / waited, 0.02, workers + " workers");
            assertEquals("queue", attribution.blames().get(0).waitingStage());
            assertEquals("work", attribution.blames().get(0).blockingStage());
        }
    }

    @Test
    void aWaitBesideAFreeWorkerIsNotHeadOfLine() {
        Attribution alone = attribute(stated(1));
        Attribution beside = attribute(stated(2));

        assertTrue(meanMs(alone, "queue", PartType.HEAD_OF_LINE) > 0.5);
        assertTrue(meanMs(beside, "queue", PartType.HEAD_OF_LINE) < 0.01);
        assertEquals(waited(alone, "queue"), waited(beside, "queue"), 1e-9);
    }

    private static List<LogDocument> stated(int workers) {
        List<LogDocument> documents = new ArrayList<>(new Queueing(4).documents(2_000));
        documents.add(0, new RunHeader(1, "x", 1, 0, 0, Map.of("station.queue.workers", Integer.toString(workers))));
        return documents;
    }

    @Test
    void aWorkerIsFreeWhenTheNextOneBeginsAndNotWhenTheAnswerIsWritten() {
        Attribution attribution = attribute(new Queueing(5).writeMs(6).documents(8_000));
        double waited = waited(attribution, "queue");

        assertEquals(1, meanMs(attribution, "queue", PartType.HEAD_OF_LINE) / waited, 0.03);
        assertTrue(attribution.blames().stream()
                .noneMatch(blame -> blame.blockingStage().equals("write") && blame.shareOfWait() > 0.01));
    }

    @Test
    void aGapInFrontOfABusyWorkerIsALockOrQueueWithoutAName() {
        Attribution attribution = attribute(new Queueing(6).withoutQueueStage().documents(4_000));
        double held = meanMs(attribution, "after read", PartType.HEAD_OF_LINE);

        assertTrue(held / waited(attribution, "after read") > 0.9, "held " + held);
        Blame blame = attribution.blames().get(0);
        assertEquals("after read", blame.waitingStage());
        assertEquals("work", blame.blockingStage());
        assertTrue(attribution.causes().stream()
                .anyMatch(cause -> cause.type() == CauseType.BLOCKED_BY_OTHER_STAGE
                        && cause.stage().equals("work")
                        && cause.tailMs().value() > 1));
    }

    @Test
    void anEventLoopThatAnotherHandlerBlocksIsFound() {
        Attribution attribution = attribute(eventLoop(true));

        Blame blame = attribution.blames().get(0);
        assertEquals("after read", blame.waitingStage());
        assertEquals("render", blame.blockingStage());
        assertEquals("report", blame.blockingKind());
        assertEquals(
                CauseType.BLOCKED_BY_OTHER_STAGE, attribution.causes().get(0).type());
        assertEquals("render", attribution.causes().get(0).stage());
        SlowRequest slow = attribution.slowest().stream()
                .filter(one -> !one.ahead().isEmpty())
                .findFirst()
                .orElseThrow();
        assertEquals("render", slow.ahead().get(0).blockingStage());
        assertEquals("report", slow.ahead().get(0).blockingKind());
    }

    @Test
    void gapsThatEndWheneverTheyLikeAreNobodysFault() {
        Attribution attribution = attribute(eventLoop(false));

        assertTrue(meanMs(attribution, "after read", PartType.UNACCOUNTED) > 1);
        assertEquals(0, meanMs(attribution, "after read", PartType.HEAD_OF_LINE), 0.05);
        assertTrue(
                attribution.blames().stream()
                        .noneMatch(blame -> blame.blockingStage().equals("render")),
                () -> "" + attribution.blames());
    }

    /** Pings read by one thread and handled by a loop that also renders reports; or, not on one loop, handled some time later. */
    private static List<LogDocument> eventLoop(boolean shared) {
        SplittableRandom random = new SplittableRandom(9);
        List<TraceDocument> traces = new ArrayList<>();
        long free = 0;
        long at = 1_000 * MS;
        for (int i = 1; i <= 3_000; i++) {
            at += random.nextLong(8 * MS);
            if (i % 20 == 0) {
                long start = shared ? Math.max(free, at) : at;
                free = start + 15 * MS + random.nextLong(10 * MS);
                traces.add(Logs.trace(i, 1, start, free, 1, List.of(new Span(2, start, free, 0)), List.of()));
            } else {
                long read = at + 50_000;
                long start = shared ? Math.max(free, read + 10_000) : read + random.nextLong(6 * MS);
                long end = start + 100_000;
                free = shared ? end : free;
                traces.add(Logs.trace(
                        i, 0, at, end, 1, List.of(new Span(0, at, read, 0), new Span(1, start, end, 0)), List.of()));
            }
        }
        traces.sort(Comparator.comparingLong(TraceDocument::endNs));
        List<LogDocument> documents = new ArrayList<>(List.of(Logs.table("read", "handle", "render")));
        documents.addAll(traces);
        return documents;
    }

    private static double waited(Attribution attribution, String stage) {
        return meanMs(attribution, stage, PartType.HEAD_OF_LINE)
                + meanMs(attribution, stage, PartType.HAND_OVER)
                + meanMs(attribution, stage, PartType.BATCH_FILL)
                + meanMs(attribution, stage, PartType.UNACCOUNTED);
    }

    private static BatchDocument batch(
            long serial, long startMs, long endMs, long tokens, long padded, BatchDocument.Member... members) {
        return new BatchDocument(
                serial,
                startMs * MS,
                endMs * MS,
                false,
                false,
                List.of(new Span(1, startMs * MS, endMs * MS, serial)),
                List.of(members),
                List.of(new AttributeValue(4, tokens), new AttributeValue(5, padded)));
    }

    private static TraceDocument member(long serial, long batch, long queuedMs, long startMs, long endMs) {
        return Logs.trace(
                serial,
                0,
                queuedMs * MS,
                endMs * MS,
                1,
                List.of(new Span(0, queuedMs * MS, startMs * MS, 0), new Span(1, startMs * MS, endMs * MS, batch)),
                List.of());
    }
}
