package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
import io.narrows.log.buffer.Assembler;
import io.narrows.log.buffer.Cursor;
import io.narrows.log.buffer.EventBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever threads a trace's records come through and however they are drained, its document is the same. */
class AssemblyPropertyTest {
    private static final int STEPS = 300;
    private static final int RING_BYTES = 1 << 16;

    @Property(tries = 100)
    void anyDistributionAndDrainOrderGivesTheSameDocuments(
            @ForAll long seed, @ForAll long drainSeed, @ForAll @IntRange(min = 1, max = 7) int buffers) {
        Scenario scenario = new Scenario(seed, STEPS, false);
        Map<String, LogDocument> atOnce = byName(drain(scenario, 1, new Random(0), 1.0));
        Random random = new Random(drainSeed);
        List<LogDocument> drained = drain(scenario, buffers, random, random.nextDouble());
        assertEquals(atOnce, byName(drained));
        assertEquals(atOnce.size(), drained.size(), "no document twice");
        assertBatchesFirst(drained);
    }

    @Property(tries = 100)
    void spansAreOrderedDisjointAndInside(@ForAll long seed) {
        for (LogDocument document : drain(new Scenario(seed, STEPS, false), 1, new Random(seed), 0.5)) {
            if (document instanceof TraceDocument trace) {
                assertSpans(trace.spans(), trace.startNs(), trace.endNs());
            } else if (document instanceof BatchDocument batch) {
                assertSpans(batch.spans(), batch.startNs(), batch.endNs());
            }
        }
    }

    @Property(tries = 100)
    void theHandlesOwnBreakdownIsThatOfTheDocument(@ForAll long seed) {
        Scenario scenario = new Scenario(seed, STEPS, true);
        int compared = 0;
        for (LogDocument document : drain(scenario, 3, new Random(seed), 0.3)) {
            if (document instanceof TraceDocument trace && trace.outcome() != TraceDocument.Outcome.ABANDONED) {
                Breakdown breakdown = scenario.breakdowns.get(trace.serial());
                Map<String, Long> fromDocument = new HashMap<>();
                long accountedNs = 0;
                for (TraceDocument.Span span : trace.spans()) {
                    long ns = span.endNs() - span.startNs();
                    fromDocument.merge(scenario.names.stageById(span.stage()).name(), ns, Long::sum);
                    accountedNs += ns;
                }
                Map<String, Long> fromHandle = new HashMap<>();
                breakdown.stages().forEach(stage -> fromHandle.put(stage.stageName(), stage.ns()));
                assertEquals(fromDocument, fromHandle, "trace " + trace.serial());
                assertEquals(trace.endNs() - trace.startNs(), breakdown.totalNs());
                assertEquals(breakdown.totalNs() - accountedNs, breakdown.unaccountedNs());
                compared++;
            }
        }
        assertEquals(scenario.breakdowns.size(), compared);
    }

    /*
     * Threads go on writing while the drainer reads one buffer after the other; what it sees of each buffer is always
     * what was written in time before. `share` is how much of the scenario happens between two reads, on average.
     */
    private static List<LogDocument> drain(Scenario scenario, int bufferCount, Random random, double share) {
        List<LogDocument> documents = new ArrayList<>();
        Assembler assembler = new Assembler(documents::add, false, Assembler.MAX_OPEN);
        List<Cursor> cursors = new ArrayList<>();
        for (int i = 0; i < bufferCount; i++) {
            cursors.add(new Cursor(EventBuffer.inMemory(RING_BYTES)));
        }
        int written = 0;
        int passesAfter = 0;
        while (passesAfter < 2) {
            passesAfter += written == scenario.records.size() ? 1 : 0;
            for (Cursor cursor : cursors) {
                int until = Math.min(
                        scenario.records.size(), written + random.nextInt(2 + (int) (share * scenario.records.size())));
                for (; written < until; written++) {
                    Scenario.Written record = scenario.records.get(written);
                    EventBuffer buffer =
                            cursors.get(random.nextInt(bufferCount)).buffer();
                    assertTrue(buffer.write(record.number(), record.serial(), record.value(), record.meta()));
                }
                cursor.drainTo(assembler, 0);
            }
            assembler.endPass();
            cursors.forEach(Cursor::advance);
        }
        assembler.finish();
        return documents;
    }

    private static Map<String, LogDocument> byName(List<LogDocument> documents) {
        Map<String, LogDocument> byName = new HashMap<>();
        for (LogDocument document : documents) {
            if (document instanceof TraceDocument trace) {
                byName.put("trace " + trace.serial(), trace);
            } else if (document instanceof BatchDocument batch) {
                byName.put("batch " + batch.serial(), batch);
            }
        }
        return byName;
    }

    private static void assertBatchesFirst(List<LogDocument> documents) {
        Set<Long> written = new HashSet<>();
        for (LogDocument document : documents) {
            if (document instanceof BatchDocument batch) {
                written.add(batch.serial());
            } else if (document instanceof TraceDocument trace) {
                trace.spans()
                        .forEach(span -> assertTrue(
                                span.batchSerial() == 0 || written.contains(span.batchSerial()),
                                "batch " + span.batchSerial() + " before its member " + trace.serial()));
            }
        }
    }

    private static void assertSpans(List<TraceDocument.Span> spans, long startNs, long endNs) {
        long lastNs = startNs;
        for (TraceDocument.Span span : spans) {
            assertTrue(span.startNs() >= lastNs, () -> span + " begins before the one before it ended");
            assertTrue(span.endNs() >= span.startNs(), () -> span + " ends before it begins");
            lastNs = span.endNs();
        }
        assertTrue(lastNs <= endNs, () -> "spans reach beyond the end: " + spans);
    }
}
