package io.narrows.profiler.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.HistogramInterval;
import io.narrows.log.HistogramInterval.Histogram;
import io.narrows.log.HistogramInterval.Of;
import io.narrows.log.LatencyBuckets;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Outcome;
import io.narrows.log.TraceDocument.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KindHistogramsTest {
    private final List<HistogramInterval> written = new ArrayList<>();

    @Property(tries = 50)
    void theyCountEveryTraceThatEndedHoweverTheyAreRead(@ForAll long seed) {
        written.clear();
        Random random = new Random(seed);
        KindHistograms histograms = new KindHistograms(0);
        long ended = 0;
        long sumNs = 0;
        long nowNs = 0;
        for (int serial = 1; serial <= 3000; serial++) {
            TraceDocument trace = Traces.any(random, serial, 100L * serial, 0);
            histograms.add(trace);
            if (trace.outcome() != Outcome.ABANDONED) {
                ended++;
                sumNs += trace.endNs() - trace.startNs();
            }
            nowNs = 100L * serial;
            if (random.nextInt(200) == 0) {
                // A log that is full for a while loses no count.
                histograms.write(nowNs, document -> random.nextBoolean() && written.add(document));
            }
        }
        histograms.write(nowNs, written::add);
        assertEquals(ended, all(Of.KIND_LATENCY).mapToLong(Histogram::count).sum());
        assertEquals(sumNs, all(Of.KIND_LATENCY).mapToLong(Histogram::sumNs).sum());
        all(Of.KIND_LATENCY).forEach(h -> {
            assertEquals(h.count(), Arrays.stream(h.counts()).sum());
            int[] buckets = h.buckets();
            assertEquals(LatencyBuckets.index(h.maxNs()), buckets[buckets.length - 1]);
        });
        written.clear();
        histograms.write(nowNs + 1, written::add);
        assertEquals(List.of(), written, "nothing ended since");
    }

    @Test
    void stagesCountTheirSpans() {
        KindHistograms histograms = new KindHistograms(5);
        List<Span> spans = List.of(new Span(3, 0, 100, 0), new Span(1, 100, 140, 9), new Span(3, 140, 150, 0));
        histograms.add(Traces.trace(1, 1, 0, 150, Outcome.OK, spans));
        histograms.write(10, written::add);
        assertEquals(5, written.get(0).startNs());
        assertEquals(10, written.get(0).endNs());
        List<Histogram> stages = all(Of.STAGE_TIME).toList();
        assertEquals(List.of(1, 3), stages.stream().map(Histogram::id).toList());
        assertEquals(List.of(40L, 110L), stages.stream().map(Histogram::sumNs).toList());
        assertEquals(List.of(40L, 100L), stages.stream().map(Histogram::maxNs).toList());
    }

    @Test
    void manyStagesTakeSeveralDocuments() {
        KindHistograms histograms = new KindHistograms(0);
        Random random = new Random(7);
        long serial = 0;
        for (int stage = 0; stage < 200; stage++) {
            for (int i = 0; i < 100; i++) {
                long ns = (long) (1000 * Math.exp(3 * random.nextGaussian()));
                histograms.add(Traces.trace(++serial, 1, 0, ns, Outcome.OK, List.of(new Span(stage, 0, ns, 0))));
            }
        }
        histograms.write(10, written::add);
        assertTrue(written.size() > 1);
        assertTrue(written.stream()
                .allMatch(d -> d.histograms().stream()
                                .mapToInt(h -> h.buckets().length)
                                .sum()
                        <= 1 << 13));
        assertEquals(serial, all(Of.STAGE_TIME).mapToLong(Histogram::count).sum());
    }

    private java.util.stream.Stream<Histogram> all(Of of) {
        return written.stream().flatMap(d -> d.histograms().stream()).filter(h -> h.of() == of);
    }
}
