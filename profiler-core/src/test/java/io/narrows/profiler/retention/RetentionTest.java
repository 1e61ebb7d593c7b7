package io.narrows.profiler.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.BatchDocument;
import io.narrows.log.BudgetStep.Level;
import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Kept;
import io.narrows.log.TraceDocument.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What is written of a stream of traces. */
class RetentionTest {
    private static final int TRACES = 5000;

    private final List<LogDocument> log = new ArrayList<>();
    private final List<Boolean> decisions = new ArrayList<>();

    private Retention retention(int oneIn, int contextTraces) {
        return new Retention(oneIn, 0.99, contextTraces, log::add, (trace, kept) -> decisions.add(kept));
    }

    @Property(tries = 30)
    void theSumOfTheWeightsEstimatesTheCountWithoutBias(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 6) int power) {
        log.clear();
        int oneIn = 1 << power;
        Retention retention = retention(oneIn, 256);
        Random random = new Random(seed);
        for (int serial = 1; serial <= TRACES; serial++) {
            retention.trace(Traces.any(random, serial, 100L * serial, 0));
        }
        double sum = traces().stream().mapToDouble(TraceDocument::weight).sum();
        // The variance of one trace's weight is at most N - 1.
        assertEquals(TRACES, sum, 6 * Math.sqrt(TRACES * (oneIn - 1.0)));
    }

    @Property(tries = 50)
    void nothingIsKeptTwiceAndBatchesComeBeforeTheirMembers(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 10) int power) {
        log.clear();
        decisions.clear();
        Retention retention = retention(1 << power, 64);
        Random random = new Random(seed);
        long serial = 0;
        for (long batch = 1; batch <= TRACES / 4; batch++) {
            retention.batch(Traces.batch(batch));
            for (int member = 0; member < 4; member++) {
                retention.trace(Traces.any(random, ++serial, 100L * serial, batch));
            }
        }
        Set<Long> batches = new HashSet<>();
        Set<Long> serials = new HashSet<>();
        Set<Long> needed = new HashSet<>();
        for (LogDocument document : log) {
            if (document instanceof BatchDocument batch) {
                assertTrue(batches.add(batch.serial()), () -> "batch " + batch.serial() + " twice");
            } else if (document instanceof TraceDocument trace) {
                assertTrue(serials.add(trace.serial()), () -> "trace " + trace.serial() + " twice");
                long of = trace.spans().get(0).batchSerial();
                assertTrue(batches.contains(of), () -> "trace " + trace.serial() + " before its batch " + of);
                needed.add(of);
            }
        }
        assertEquals(serials.size(), retention.kept());
        assertEquals(serial, decisions.size(), "each is decided on once");
        if (power > 0) {
            assertEquals(needed, batches, "a batch without a kept member is not written");
        }
    }

    @Test
    void slowFailedMarkedAndAbandonedAreKeptForThemselves() {
        Retention retention = retention(1024, 0);
        long serial = 0;
        for (int i = 0; i < 1000; i++) {
            retention.trace(Traces.trace(++serial, 0, 1000 + i));
        }
        log.clear();
        retention.trace(Traces.trace(10_001, 0, 5000));
        retention.trace(Traces.trace(10_002, 1, 0, 10, Outcome.FAILED, List.of()));
        retention.trace(Traces.trace(10_003, 1, 0, 10, Outcome.ABANDONED, List.of()));
        retention.trace(Traces.trace(10_004, 1, 1, 0, 0, 10, Outcome.OK, true, List.of()));
        assertEquals(
                List.of(Kept.SLOW, Kept.FAILED, Kept.ABANDONED, Kept.MARKED),
                traces().stream().map(TraceDocument::kept).toList());
        assertTrue(traces().stream().allMatch(trace -> trace.weight() == 1));
    }

    @Test
    void whatRanBesideAFailureIsThereToBeLookedAt() {
        Retention retention = retention(1024, 256);
        retention.batch(Traces.batch(9));
        retention.trace(notSampled(1, 0, 10));
        retention.trace(notSampled(2, 15, 30));
        retention.trace(Traces.trace(3, 1, 20, 40, Outcome.FAILED, List.of()));
        retention.trace(notSampled(4, 35, 60));
        retention.trace(notSampled(5, 41, 60));
        assertEquals(
                List.of(3L, 2L, 4L),
                traces().stream().map(TraceDocument::serial).toList(),
                "the one before and the one after that overlap it");
        assertEquals(
                List.of(1.0, 0.0, 0.0),
                traces().stream().map(TraceDocument::weight).toList());
        assertEquals(Kept.CONTEXT, traces().get(1).kept());
    }

    @Test
    void atTheLastLevelNothingIsKept() {
        Retention retention = retention(1, 256);
        retention.keep(Level.HISTOGRAMS, 1024);
        retention.batch(Traces.batch(1));
        retention.trace(Traces.trace(1, 1, 20, 40, Outcome.FAILED, List.of()));
        retention.trace(notSampled(2, 20, 40));
        assertEquals(List.of(), log);
        assertEquals(List.of(false, false), decisions);
        retention.keep(Level.FULL, 1);
        retention.trace(notSampled(3, 20, 40));
        assertEquals(1, log.size());
    }

    /** A trace whose id one in 1024 does not choose. */
    private static TraceDocument notSampled(long serial, long startNs, long endNs) {
        return Traces.trace(serial, 1, startNs, endNs, Outcome.OK, List.of());
    }

    private List<TraceDocument> traces() {
        return log.stream()
                .filter(TraceDocument.class::isInstance)
                .map(TraceDocument.class::cast)
                .toList();
    }
}
