package io.narrows.log.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The bounds of what is held. */
class AssemblerTest {
    private static final int MAX_OPEN = 100;
    private static final int MAX_HELD_RECORDS = 8;

    @Test
    void recordsThatAreReadTwiceDoNotCountForEver() {
        List<LogDocument> documents = new ArrayList<>();
        Assembler assembler = new Assembler(documents::add, false, MAX_OPEN, MAX_HELD_RECORDS);
        int traces = 2 * MAX_HELD_RECORDS;
        for (long serial = 1; serial <= traces; serial++) {
            begin(assembler, serial);
            begin(assembler, serial); // as after a pass that failed midway
            end(assembler, serial);
            assembler.endPass();
            assembler.endPass();
        }
        assertEquals(traces, documents.size());
        begin(assembler, traces + 1);
        assembler.endPass();
        assertEquals(0, assembler.abandoned());
        assertEquals(1, assembler.open());
    }

    @Property(tries = 100)
    void withTooManyOpenTheOldestAreAbandonedAndCounted(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int maxOpen) {
        List<TraceDocument> documents = new ArrayList<>();
        Assembler assembler = new Assembler(d -> documents.add((TraceDocument) d), false, maxOpen);
        Random random = new Random(seed);
        Set<Long> open = new LinkedHashSet<>();
        Set<Long> expectedAbandoned = new LinkedHashSet<>();
        long begun = 0;
        for (int pass = 0; pass < 50; pass++) {
            for (int i = random.nextInt(20); i > 0; i--) {
                begin(assembler, ++begun);
                open.add(begun);
            }
            for (long serial : List.copyOf(open)) {
                if (random.nextInt(3) == 0) {
                    end(assembler, serial);
                    open.remove(serial);
                }
            }
            // What it was given up for, it may still try to end.
            expectedAbandoned.forEach(serial -> end(assembler, serial));
            assembler.endPass();
            for (Iterator<Long> oldest = open.iterator(); open.size() > maxOpen; oldest.remove()) {
                expectedAbandoned.add(oldest.next());
            }
            assertTrue(assembler.open() <= maxOpen, () -> assembler.open() + " are open of at most " + maxOpen);
        }
        expectedAbandoned.addAll(open);
        assembler.finish();
        assertEquals(
                expectedAbandoned,
                documents.stream()
                        .filter(document -> document.outcome() == Outcome.ABANDONED)
                        .map(TraceDocument::serial)
                        .collect(Collectors.toSet()));
        assertEquals(begun, documents.size(), "each of them once");
        assertEquals(
                begun, documents.stream().map(TraceDocument::serial).distinct().count());
        assertEquals(expectedAbandoned.size(), assembler.abandoned());
        assertEquals(begun - expectedAbandoned.size(), assembler.ended());
    }

    @Test
    void batchesThatNeverEndDoNotPushYoungerTracesOut() {
        List<LogDocument> documents = new ArrayList<>();
        Assembler assembler = new Assembler(documents::add, false, MAX_OPEN);
        for (long serial = 1; serial <= MAX_OPEN; serial++) {
            assembler.accept(10, serial, 0, RecordLayout.meta(0, 0, RecordLayout.BATCH_BEGIN), 0);
        }
        begin(assembler, 1);
        assembler.endPass();
        assertEquals(MAX_OPEN, assembler.open());
        BatchDocument oldest = (BatchDocument) documents.get(0);
        assertEquals(1, oldest.serial());
        assertTrue(oldest.failed());
        // Its handle lives on; what it says is not taken for another batch.
        assembler.accept(20, 1, 0, RecordLayout.meta(1, 0, RecordLayout.BATCH_END), 0);
        end(assembler, 1);
        assembler.endPass();
        assembler.endPass();
        assertEquals(0, assembler.abandoned());
        assertEquals(2, documents.size());
    }

    @Test
    void whatFailsInOnePassHoldsUpNoOtherAndNothingComesTwice() {
        List<Long> traces = new ArrayList<>();
        List<Long> batches = new ArrayList<>();
        Set<Long> failing = new HashSet<>(Set.of(3L, 14L));
        Assembler assembler = new Assembler(
                document -> {
                    if (document instanceof BatchDocument batch) {
                        batches.add(batch.serial());
                    } else if (failing.remove(((TraceDocument) document).serial())) {
                        throw new OutOfMemoryError("as a full heap of the host's may");
                    } else {
                        traces.add(((TraceDocument) document).serial());
                    }
                },
                false,
                MAX_OPEN);
        Set<Long> expected = new LinkedHashSet<>();
        for (long serial = 1; serial <= 20; serial++) {
            begin(assembler, serial);
            assembler.accept(11, serial, 0, RecordLayout.meta(0, 0, RecordLayout.BATCH_BEGIN), 0);
            assembler.accept(12, serial, 0, RecordLayout.meta(1, 0, RecordLayout.BATCH_END), 0);
            end(assembler, serial);
            expected.add(serial);
            int failures = failing.size();
            try {
                assembler.endPass();
            } catch (OutOfMemoryError e) {
                expected.remove(serial);
                assertEquals(failures - 1, failing.size());
            }
        }
        assembler.endPass();
        assembler.endPass();
        assertEquals(List.copyOf(expected), traces);
        assertEquals(20, batches.size());
        assertEquals(0, assembler.open());
    }

    private static void end(Assembler assembler, long serial) {
        assembler.accept(20, serial, 0, RecordLayout.meta(1, 0, RecordLayout.END), 0);
    }

    private static void begin(Assembler assembler, long serial) {
        assembler.accept(10, serial, 5, RecordLayout.meta(0, 3, RecordLayout.BEGIN), 0);
    }
}
