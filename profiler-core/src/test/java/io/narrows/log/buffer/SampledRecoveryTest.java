package io.narrows.log.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.BatchDocument;
import io.narrows.log.CarriedRecords;
import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Kept;
import io.narrows.log.TraceDocument.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the files of a killed process give when not every trace was kept. */
class SampledRecoveryTest {
    private static final int ONE_IN = 8;
    private static final int TRACES = 400;

    @TempDir
    Path directory;

    private EventBuffer buffer;

    @BeforeEach
    void buffer() throws IOException {
        buffer = EventBuffer.create(directory.resolve("0000.buf"), 1 << 17);
    }

    private List<TraceDocument> recover(int oneIn) {
        return Recovery.recover(directory, carried -> {}, serial -> false, serial -> false, oneIn).documents().stream()
                .filter(TraceDocument.class::isInstance)
                .map(TraceDocument.class::cast)
                .toList();
    }

    @Test
    void theSamplingOfTheRunHoldsForWhatIsRecovered() {
        for (long serial = 1; serial <= TRACES; serial++) {
            begin(serial);
            if (serial % 2 == 0) {
                end(serial, 2);
            }
        }
        List<TraceDocument> found = recover(ONE_IN);
        assertEquals(
                List.of(),
                found.stream()
                        .filter(t -> !Sampling.keeps(0, t.serial(), ONE_IN))
                        .toList());
        assertTrue(found.stream().allMatch(t -> t.weight() == ONE_IN && t.recovered()));
        double estimate = found.stream().mapToDouble(TraceDocument::weight).sum();
        assertEquals(TRACES, estimate, 6 * Math.sqrt(TRACES * (ONE_IN - 1.0)));
        assertTrue(found.stream().anyMatch(t -> t.outcome() == Outcome.ABANDONED));
        assertTrue(found.stream().anyMatch(t -> t.outcome() == Outcome.OK && t.kept() == Kept.SAMPLED));
        assertEquals(List.of(), recover(0), "at the level of histograms nothing is kept");
        assertEquals(TRACES, recover(1).size());
    }

    @Test
    void failedAndMarkedOnesStandForThemselves() {
        for (long serial = 1; serial <= 40; serial++) {
            begin(serial);
            int type = serial % 2 == 0 ? RecordLayout.MARK : RecordLayout.FAIL;
            buffer.write(0, serial, 0, RecordLayout.meta(2, 0, type));
            end(serial, 3);
        }
        List<TraceDocument> found = recover(1024);
        assertEquals(40, found.size());
        assertTrue(found.stream().allMatch(t -> t.weight() == 1));
    }

    @Test
    void aBatchWithoutAMemberThatIsKeptIsNotRecovered() {
        buffer.write(10, 9, 0, RecordLayout.meta(0, 0, RecordLayout.BATCH_BEGIN));
        buffer.write(20, 9, 0, RecordLayout.meta(1, 0, RecordLayout.BATCH_END));
        List<LogDocument> all = Recovery.recover(directory, carried -> {}, serial -> false, serial -> false, 1)
                .documents();
        assertTrue(all.get(0) instanceof BatchDocument);
        assertEquals(
                List.of(),
                Recovery.recover(directory, carried -> {}, serial -> false, serial -> false, 2)
                        .documents());
    }

    @Test
    void aTraceThatTheLogCarriedAndThatEndedWithoutBeingKeptIsNotOpen() {
        List<LogDocument> written = new ArrayList<>();
        Assembler assembler = new Assembler(written::add, false, 100);
        Cursor cursor = new Cursor(buffer);
        begin(1);
        cursor.drainTo(assembler, 0);
        assembler.endPass();
        List<CarriedRecords> carried = new ArrayList<>();
        carried.add(new CarriedRecords(assembler.carry(cursor)));
        cursor.letGo();
        end(1, 2);
        cursor.drainTo(assembler, 0);
        assembler.endPass();
        cursor.advance();
        TraceDocument ended = (TraceDocument) written.get(0);
        carried.add((CarriedRecords) written.get(1));
        // The drainer did not keep it; a recovery that would sees that it had ended, and when.
        TraceDocument found = (TraceDocument) Recovery.recover(
                        directory,
                        to -> carried.forEach(document -> to.accept(document, 1)),
                        serial -> false,
                        serial -> false,
                        1)
                .documents()
                .get(0);
        assertEquals(Outcome.OK, found.outcome());
        assertEquals(ended.endNs(), found.endNs());
    }

    @Test
    void whatWasNotKeptUnderAStricterSamplingDoesNotComeBackUnderALaxerOne() {
        List<LossyEnd> ends = new ArrayList<>();
        for (long serial = 1; serial <= TRACES; serial++) {
            ends.add(new LossyEnd(false, serial, 0, 0, serial, 10 * serial, 10 * serial + 7, 5, serial % 100 == 0));
        }
        CarriedRecords carried = LossyRecords.of(ends);
        for (int oneIn : new int[] {0, ONE_IN}) {
            List<TraceDocument> found =
                    Recovery.recover(directory, to -> to.accept(carried, oneIn), s -> false, s -> false, 1)
                            .documents()
                            .stream()
                            .map(TraceDocument.class::cast)
                            .toList();
            // Those that ended just before the kill and were not decided on may be there, by the same rule as then.
            assertTrue(
                    found.stream()
                            .allMatch(t -> t.outcome() == Outcome.FAILED
                                    ? t.weight() == 1
                                    : Sampling.keeps(0, t.serial(), oneIn) && t.weight() == oneIn),
                    found.toString());
            assertEquals(oneIn == 0, found.isEmpty());
        }
    }

    @Test
    void theCallersSpanIsRead() {
        begin(1);
        buffer.write(0, 1, 42, RecordLayout.meta(2, 0, RecordLayout.PARENT));
        end(1, 3);
        assertEquals(42, recover(1).get(0).parentSpanId());
    }

    /** Of a trace whose id is its serial. */
    private void begin(long serial) {
        assertTrue(buffer.write(10 * serial, serial, 0, RecordLayout.meta(0, 0, RecordLayout.BEGIN)));
        assertTrue(buffer.write(0, serial, serial, RecordLayout.meta(1, 0, RecordLayout.ID_LOW)));
    }

    private void end(long serial, int seq) {
        assertTrue(buffer.write(10 * serial + 7, serial, 0, RecordLayout.meta(seq, 0, RecordLayout.END)));
    }
}
