package io.narrows.analysis.accounting;

import static io.narrows.analysis.accounting.Logs.attribute;
import static io.narrows.analysis.accounting.Logs.meanMs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.log.BatchDocument;
import io.narrows.log.LaneTable;
import io.narrows.log.LogDocument;
import io.narrows.log.Pause;
import io.narrows.log.ResourceSample;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.AttributeValue;
import io.narrows.log.TraceDocument.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountingRecorderTest {

    @Test
    void meansSumToTheMeanLatencyAndTailsToTheDifference() {
        List<LogDocument> documents = new ArrayList<>();
        new RandomRun(5).make(20_000, documents::add);
        Attribution attribution = attribute(documents);
        double requests = 0;
        double latency = 0;
        for (LogDocument document : documents) {
            if (document instanceof TraceDocument trace && trace.endNs() >= trace.startNs()) {
                requests += trace.weight();
                latency += trace.weight() * (trace.endNs() - trace.startNs());
            }
        }

        assertEquals(
                latency / requests / 1e6,
                attribution.parts().stream().mapToDouble(Part::meanMs).sum(),
                1e-9);
        assertEquals(
                1, attribution.parts().stream().mapToDouble(Part::shareOfMean).sum(), 1e-9);
        TailContrast contrast = attribution.contrast();
        assertEquals(
                contrast.differenceMs().value(),
                attribution.parts().stream()
                        .mapToDouble(part -> part.tailMs().value())
                        .sum(),
                1e-9);
        assertEquals(
                contrast.slowMeanMs() - contrast.typicalMeanMs(),
                contrast.differenceMs().value(),
                1e-9);
        assertTrue(contrast.slow() >= requests / 100, contrast::toString);
        assertTrue(contrast.typical() >= 0.19 * requests && contrast.typical() <= 0.24 * requests, contrast::toString);
    }

    @Test
    void sameLogSameAttribution() {
        List<LogDocument> documents = new ArrayList<>();
        new RandomRun(6).make(15_000, documents::add);

        assertEquals(attribute(documents), attribute(documents));
        assertNotEquals(attribute(documents), attribute(documents.subList(0, documents.size() / 2)));
    }

    @Test
    void aLogLongerThanTheWindowIsAccountedLikeAShortOne() {
        Attribution attribution = attribute(new Queueing(11).documents(60_000));
        double held = meanMs(attribution, "queue", PartType.HEAD_OF_LINE);

        assertEquals(1, held / (held + meanMs(attribution, "queue", PartType.HAND_OVER)), 0.002);
    }

    @Test
    void intervalsHoldWhatManyRunsOfOneQueueShowOnAverage() {
        List<Estimate> differences = new ArrayList<>();
        for (int seed = 0; seed < 40; seed++) {
            Attribution attribution =
                    attribute(new Queueing(1_000 + seed).utilisation(0.5).documents(4_000));
            differences.add(attribution.contrast().differenceMs());
        }
        double mean =
                differences.stream().mapToDouble(Estimate::value).average().orElse(0);
        differences.removeIf(estimate -> estimate.lo() == null);
        long held = differences.stream()
                .filter(estimate -> estimate.lo() <= mean && estimate.hi() >= mean)
                .count();

        assertTrue(differences.size() >= 20, () -> differences.size() + " have an interval");
        assertTrue(held >= 0.75 * differences.size(), () -> held + " of " + differences.size());
    }

    @Test
    void weightsCount() {
        Attribution one = attribute(new Queueing(12).documents(5_000));
        Attribution sixteen = attribute(new Queueing(12).weight(16).documents(5_000));

        assertEquals(16 * one.contrast().typical(), sixteen.contrast().typical());
        assertEquals(meanMs(one, "work", PartType.OWN), meanMs(sixteen, "work", PartType.OWN), 1e-9);
    }

    @Test
    void aWarmUpIsSetApart() {
        List<LogDocument> documents = new ArrayList<>(List.of(Logs.table("read", "work")));
        for (int i = 0; i < 1_000; i++) {
            long start = i * 10_000_000L;
            long end = start + (i < 300 ? 8_000_000 : 2_000_000);
            documents.add(Logs.trace(i + 1, 0, start, end, 1, List.of(new Span(1, start, end, 0)), List.of()));
        }
        AccountingRecorder recorder = new AccountingRecorder(AnalysisOptions.allTraces());
        documents.forEach(recorder::accept);

        assertEquals(2, meanMs(recorder.finish(3), "work", PartType.OWN), 1e-9);
        assertEquals(3.8, meanMs(attribute(documents), "work", PartType.OWN), 1e-9);
    }

    @Test
    void otherSessionsAndContextHoldUpAndDoNotCount() {
        List<LogDocument> documents =
                List.of(Logs.table("queue", "work"), queued(1, 0, 0, 0, 10), queued(2, 1, 1, 10, 12));
        Attribution attribution = attribute(documents);

        assertEquals(1, attribution.contrast().slow());
        assertEquals(9e-6, meanMs(attribution, "queue", PartType.HEAD_OF_LINE), 1e-12);
        AccountingRecorder recorder = new AccountingRecorder(AnalysisOptions.session(77));
        documents.forEach(recorder::accept);
        assertEquals(Attribution.EMPTY, recorder.finish());
    }

    private static TraceDocument queued(long serial, double weight, long arrived, long begun, long ended) {
        return Logs.trace(
                serial,
                0,
                arrived,
                ended,
                weight,
                List.of(new Span(0, arrived, begun, 0), new Span(1, begun, ended, 0)),
                List.of());
    }

    @Test
    void logsWithNextToNothingInThemSayNextToNothing() {
        assertEquals(Attribution.EMPTY, attribute(List.of()));
        assertEquals(Attribution.EMPTY, attribute(List.of(Logs.table("a"))));
        assertEquals(Attribution.EMPTY, attribute(List.of(batch(1, 0, 10), batch(2, 5, 7), batch(3, 0, 0))));
        assertEquals(Attribution.EMPTY, attribute(List.of(Logs.trace(1, 0, 0, 5, 0, List.of(), List.of()))));
        Attribution one = attribute(List.of(queued(1, 1, 0, 3, 10)));
        assertEquals(1, one.contrast().slow());
        assertEquals(0, one.contrast().differenceMs().value());
        assertEquals(List.of(), one.causes());
        assertEquals(List.of(), one.covariates());
        Attribution lost = attribute(
                List.of(Logs.table("a"), Logs.trace(1, 0, 0, 9, 1, List.of(new Span(0, 2, 9, 44)), List.of())));
        assertEquals(7e-6, meanMs(lost, "a", PartType.SHARE), 1e-15);
    }

    @Test
    void noInputMakesItFail() {
        long[] times = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE - 1, Long.MAX_VALUE};
        List<LogDocument> documents = new ArrayList<>(List.of(Logs.table("queue", "a", "b.wait")));
        long serial = 0;
        for (long start : times) {
            for (long end : times) {
                documents.add(new Pause(Pause.Type.GC, start, end, "", 0));
                documents.add(new Pause(Pause.Type.JIT, start, end, "", end));
                documents.add(new ResourceSample(start, end, List.of(new ResourceSample.LaneValue(0, end))));
                documents.add(batch(++serial, start, end));
                for (double weight : new double[] {0, 1, Double.NaN, Double.POSITIVE_INFINITY, -1, 1e300}) {
                    documents.add(Logs.trace(
                            ++serial,
                            -5,
                            start,
                            end,
                            weight,
                            List.of(
                                    new Span(0, end, start, 0),
                                    new Span(-7, start, end, 1),
                                    new Span(Integer.MAX_VALUE, 0, end, 0)),
                            List.of(
                                    new AttributeValue(0, end),
                                    new AttributeValue(2, start),
                                    new AttributeValue(-1, 1))));
                }
            }
        }
        documents.add(
                1, new LaneTable(List.of(new LaneTable.LaneEntry("threads.rundelay", "", LaneTable.Mode.DELTA, ""))));

        assertTrue(attribute(documents).contrast().slow() > 0);
    }

    private static BatchDocument batch(long serial, long startNs, long endNs) {
        return new BatchDocument(
                serial,
                startNs,
                endNs,
                false,
                false,
                startNs == 0 && endNs == 0 ? List.of() : List.of(new Span(1, startNs, endNs, serial)),
                List.of(new BatchDocument.Member(1, 0), new BatchDocument.Member(2, Long.MAX_VALUE)),
                List.of(new AttributeValue(4, startNs), new AttributeValue(5, endNs)));
    }

    @Test
    void aRunShortAgainstItsMemoryGetsNoInterval() {
        List<LogDocument> documents = new ArrayList<>();
        documents.add(Logs.table("work"));
        for (int i = 0; i < 3_000; i++) {
            long start = i * 10_000_000L;
            long end = start + 5_000_000 + (i / 300 * 7 % 10) * 500_000L + i % 7 * 1_000L;
            documents.add(Logs.trace(i + 1, 0, start, end, 1, List.of(new Span(0, start, end, 0)), List.of()));
        }

        assertNull(attribute(documents).contrast().differenceMs().lo());
    }
}
