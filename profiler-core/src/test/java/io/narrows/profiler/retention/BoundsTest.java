package io.narrows.profiler.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Outcome;
import io.narrows.log.TraceDocument.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What waits to be kept is bounded by number and by size. */
class BoundsTest {
    @Property(tries = 50)
    void contextIsBounded(@ForAll long seed, @ForAll @IntRange(min = 0, max = 300) int maxTraces) {
        Random random = new Random(seed);
        ContextWindow window = new ContextWindow(maxTraces);
        List<TraceDocument> wanted = new ArrayList<>();
        for (int serial = 1; serial <= 2000; serial++) {
            if (random.nextInt(50) == 0) {
                int before = wanted.size();
                window.trigger(Traces.trace(serial, 10L * serial, 10L * serial + 5000), wanted::add);
                assertTrue(wanted.size() - before <= ContextWindow.PER_TRIGGER);
            } else {
                List<Span> spans = Collections.nCopies(random.nextInt(200), new Span(0, 0, 0, 0));
                window.add(
                        Traces.trace(serial, 1, 10L * serial, 10L * serial + random.nextInt(500), Outcome.OK, spans),
                        wanted::add);
            }
            assertTrue(window.size() <= maxTraces);
            assertTrue(window.bytes() <= 2048L * maxTraces);
        }
        assertEquals(wanted.size(), wanted.stream().distinct().count(), "none twice");
    }

    @Test
    void aServiceInWhichEverythingFailsIsNotWrittenOutWholeForTheSakeOfIt() {
        ContextWindow window = new ContextWindow(256);
        List<TraceDocument> wanted = new ArrayList<>();
        int seconds = 20;
        long stepNs = TimeUnit.SECONDS.toNanos(1) / 1000;
        for (int i = 0; i < 1000 * seconds; i++) {
            TraceDocument trace = Traces.trace(i, i * stepNs, i * stepNs + stepNs);
            if (i % 2 == 0) {
                window.add(trace, wanted::add);
            } else {
                window.trigger(trace, wanted::add);
            }
        }
        int burst = 4 * ContextWindow.PER_TRIGGER;
        assertEquals(burst + seconds * ContextWindow.PER_SECOND, wanted.size(), 2);
    }

    @Test
    void batchesAreBoundedAndTheOldestGo() {
        PendingBatches batches = new PendingBatches();
        for (int serial = 1; serial <= PendingBatches.MAX_BATCHES + 10; serial++) {
            batches.add(Traces.batch(serial));
        }
        assertEquals(PendingBatches.MAX_BATCHES, batches.size());
        assertNull(batches.take(10));
        assertNotNull(batches.take(11));
        assertNull(batches.take(11), "once");
        long[] members = new long[100_000];
        for (int serial = 10_000; serial < 10_020; serial++) {
            batches.add(Traces.batch(serial, members));
            assertTrue(batches.bytes() <= PendingBatches.MAX_BYTES);
        }
        for (int serial = 1; serial < 10_020; serial++) {
            batches.take(serial);
        }
        assertEquals(0, batches.bytes());
    }
}
