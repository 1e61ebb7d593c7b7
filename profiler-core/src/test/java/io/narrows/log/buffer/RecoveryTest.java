package io.narrows.log.buffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.narrows.log.BatchDocument;
import io.narrows.log.CarriedRecords;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Outcome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the files of a killed process give. */
class RecoveryTest {
    private static final int RING_BYTES = 4096;

    @TempDir
    Path directory;

    private EventBuffer first;
    private EventBuffer second;

    @BeforeEach
    void buffers() throws IOException {
        first = EventBuffer.create(directory.resolve("0000.buf"), RING_BYTES);
        second = EventBuffer.create(directory.resolve("0001.buf"), RING_BYTES);
    }

    private Recovery.Result recover(List<CarriedRecords> carried, long... logged) {
        List<Long> serials = java.util.Arrays.stream(logged).boxed().toList();
        return Recovery.recover(
                directory,
                to -> carried.forEach(document -> to.accept(document, 1)),
                serials::contains,
                serial -> false,
                1);
    }

    @Test
    void anEndedTraceIsWholeAndAnOpenOneAbandoned() {
        first.write(100, 1, 5, RecordLayout.meta(0, 3, RecordLayout.BEGIN));
        first.write(0, 1, 6, RecordLayout.meta(1, 0, RecordLayout.ID_LOW));
        second.write(110, 1, 0, RecordLayout.meta(2, 4, RecordLayout.ENTER));
        second.write(150, 1, 0, RecordLayout.meta(3, 0, RecordLayout.END));
        second.write(120, 2, 5, RecordLayout.meta(0, 3, RecordLayout.BEGIN));
        second.write(130, 2, 0, RecordLayout.meta(2, 4, RecordLayout.ENTER));
        second.write(140, 2, 0, RecordLayout.meta(3, 5, RecordLayout.ENTER));
        Recovery.Result result = recover(List.of());
        assertEquals(
                List.of(
                        new TraceDocument(
                                1,
                                5,
                                6,
                                3,
                                100,
                                150,
                                Outcome.OK,
                                "",
                                false,
                                1,
                                true,
                                List.of(new TraceDocument.Span(4, 110, 150, 0)),
                                List.of(),
                                0,
                                TraceDocument.Kept.SAMPLED),
                        new TraceDocument(
                                2,
                                5,
                                0,
                                3,
                                120,
                                140,
                                Outcome.ABANDONED,
                                "",
                                false,
                                1,
                                true,
                                List.of(new TraceDocument.Span(4, 130, 140, 0), new TraceDocument.Span(5, 140, 140, 0)),
                                List.of(),
                                0,
                                TraceDocument.Kept.ABANDONED)),
                result.documents());
        assertEquals(7, result.records());
        assertEquals(1, result.ended());
        assertEquals(0, result.incomplete());
        assertEquals(1, result.abandoned());
        assertEquals(List.of(), result.warnings());
    }

    @Test
    void whatHandlesToldOfLostRecordsOutlivesThem() {
        // BEGIN and the reason found room, the name of the stage and END did not.
        first.write(100, 1, 5, RecordLayout.meta(0, 3, RecordLayout.BEGIN));
        first.write(0, 1, 0, RecordLayout.meta(3, 2, RecordLayout.FAIL));
        first.write('n' | 'o' << 8, 1, 0, RecordLayout.meta(4, 0, RecordLayout.TEXT));
        CarriedRecords told = LossyRecords.of(List.of(
                new LossyEnd(false, 1, 3, 5, 6, 100, 150, 6, true), new LossyEnd(true, 9, 0, 0, 0, 110, 140, 7, true)));
        Recovery.Result result = recover(List.of(told));
        BatchDocument batch = (BatchDocument) result.documents().get(0);
        assertEquals(140, batch.endNs());
        assertTrue(batch.failed());
        TraceDocument trace = (TraceDocument) result.documents().get(1);
        assertEquals(6, trace.traceIdLow());
        assertEquals(150, trace.endNs());
        assertEquals(Outcome.FAILED, trace.outcome());
        assertEquals("no", trace.failure());
        assertEquals(0, result.abandoned());
    }

    @Test
    void carriedRecordsAndBuffersMayOverlap() {
        first.write(100, 1, 5, RecordLayout.meta(0, 3, RecordLayout.BEGIN));
        first.write(0, 1, 6, RecordLayout.meta(1, 0, RecordLayout.ID_LOW));
        first.write(150, 1, 0, RecordLayout.meta(2, 0, RecordLayout.END));
        ByteBuffer carried = ByteBuffer.allocate(2 * RecordLayout.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        carried.putLong(100).putLong(1).putLong(5).putLong(RecordLayout.meta(0, 3, RecordLayout.BEGIN));
        carried.putLong(0).putLong(1).putLong(6).putLong(RecordLayout.meta(1, 0, RecordLayout.ID_LOW));
        Recovery.Result result = recover(List.of(new CarriedRecords(carried.flip())));
        assertEquals(1, result.documents().size());
        assertEquals(0, result.incomplete());
    }

    @Test
    void whatTheLogHasIsNotFoundAgainButServesItsMembers() {
        first.write(10, 9, 0, RecordLayout.meta(0, 0, RecordLayout.BATCH_BEGIN));
        first.write(4, 9, 1, RecordLayout.meta(1, 0, RecordLayout.BATCH_ADD));
        first.write(20, 9, 0, RecordLayout.meta(2, 7, RecordLayout.BATCH_ENTER));
        first.write(30, 9, 0, RecordLayout.meta(3, 0, RecordLayout.BATCH_END));
        first.write(1, 1, 5, RecordLayout.meta(0, 3, RecordLayout.BEGIN));
        first.write(0, 1, 6, RecordLayout.meta(1, 0, RecordLayout.ID_LOW));
        first.write(12, 1, 9, RecordLayout.meta(2, 1, RecordLayout.JOIN));
        second.write(40, 1, 0, RecordLayout.meta(3, 0, RecordLayout.END));
        second.write(1, 2, 5, RecordLayout.meta(0, 3, RecordLayout.BEGIN));
        Recovery.Result result =
                Recovery.recover(directory, carried -> {}, serial -> serial == 2, serial -> serial == 9, 1);
        assertEquals(1, result.documents().size());
        TraceDocument trace = (TraceDocument) result.documents().get(0);
        assertEquals(List.of(new TraceDocument.Span(7, 20, 30, 9)), trace.spans());
        assertEquals(0, result.incomplete());
    }

    @Test
    void anOpenBatchCountsAsFailed() {
        first.write(10, 9, 0, RecordLayout.meta(0, 0, RecordLayout.BATCH_BEGIN));
        first.write(20, 9, 0, RecordLayout.meta(1, 7, RecordLayout.BATCH_ENTER));
        BatchDocument batch = (BatchDocument) recover(List.of()).documents().get(0);
        assertTrue(batch.failed());
        assertTrue(batch.recovered());
    }

    @Test
    void aDamagedFileIsNamedAndTheOthersAreRead() throws IOException {
        second.write(120, 2, 5, RecordLayout.meta(0, 3, RecordLayout.BEGIN));
        first.giveBack(-5);
        Path text = Files.writeString(directory.resolve("0002.buf"), "hello");
        Path old = EventBufferFiles.copy(directory.resolve("0001.buf"), directory.resolve("0003.buf"));
        EventBufferFiles.putInt(old, EventBuffer.VERSION_OFFSET, 2);
        Path cut = EventBufferFiles.copy(directory.resolve("0001.buf"), directory.resolve("0004.buf"));
        EventBufferFiles.cut(cut, 5000);
        byte[] before = Files.readAllBytes(directory.resolve("0001.buf"));
        Recovery.Result result = recover(List.of());
        assertEquals(1, result.documents().size());
        assertEquals(
                List.of(
                        "buffer " + directory.resolve("0000.buf")
                                + " has head -5 and tail 0, which do not fit its capacity of 128 records:"
                                + " its records are lost",
                        "buffer " + text + " is not a buffer of records: its records are lost",
                        "buffer " + old + " has version 2, but only 1 is known: its records are lost",
                        "buffer " + cut + " has 5000 bytes, which do not fit its capacity of 128 records:"
                                + " its records are lost"),
                result.warnings());
        assertArrayEquals(before, Files.readAllBytes(directory.resolve("0001.buf")), "reading changes nothing");
    }

    @Test
    void noDirectoryHoldsNothing() {
        Recovery.Result result =
                Recovery.recover(directory.resolve("none"), carried -> {}, serial -> false, serial -> false, 1);
        assertEquals(List.of(), result.documents());
        assertEquals(List.of(), result.warnings());
    }

    @Test
    void aFileThatWasBeingMadeHoldsNothing() throws IOException {
        Files.write(directory.resolve("0002.buf"), new byte[0]);
        Files.write(directory.resolve("0003.buf"), new byte[EventBuffer.HEADER_BYTES + 100]);
        assertEquals(List.of(), recover(List.of()).warnings());
    }

    @Test
    void aLargeFileIsNotHeldInMemory() throws IOException {
        int size = 64 << 20;
        Path text = Files.writeString(directory.resolve("0002.buf"), "hello");
        EventBufferFiles.cut(text, size);
        Path zeros = Files.createFile(directory.resolve("0003.buf"));
        EventBufferFiles.cut(zeros, size);
        Path wide = EventBufferFiles.copy(directory.resolve("0001.buf"), directory.resolve("0004.buf"));
        EventBufferFiles.cut(wide, EventBuffer.HEADER_BYTES + size);
        EventBufferFiles.putInt(wide, EventBuffer.CAPACITY_OFFSET, size / RecordLayout.BYTES);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        Recovery.Result result = recover(List.of());
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertEquals(
                List.of("buffer " + text + " is not a buffer of records: its records are lost"), result.warnings());
        assertTrue(allocated < size / 2, "bytes allocated: " + allocated);
    }

    @Test
    void aRingThatWrappedIsReadInOrder() throws IOException {
        int capacity = RING_BYTES / RecordLayout.BYTES;
        for (int i = 0; i < capacity; i++) {
            first.write(i, 1, i, i);
        }
        first.giveBack(capacity - 3);
        for (int i = capacity; i < capacity + 4; i++) {
            first.write(i, 1, i, i);
        }
        List<Long> numbers = new ArrayList<>();
        BufferFile.read(directory.resolve("0000.buf"), (number, serial, value, meta) -> numbers.add(number));
        assertEquals(List.of(125L, 126L, 127L, 128L, 129L, 130L, 131L), numbers);
    }

    @Test
    void anInterruptedThreadRecoversAllTheSame() {
        first.write(100, 1, 5, RecordLayout.meta(0, 3, RecordLayout.BEGIN));
        Thread.currentThread().interrupt();
        Recovery.Result result = recover(List.of());
        assertTrue(Thread.interrupted());
        assertEquals(1, result.documents().size());
        assertEquals(List.of(), result.warnings());
    }

    @Test
    void aCarriedBatchOfTheLogServesAMemberInABuffer() {
        int documents = 200;
        ByteBuffer records =
                ByteBuffer.allocate(documents * 4 * RecordLayout.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int batch = 1; batch <= documents; batch++) {
            records.putLong(10).putLong(batch).putLong(0).putLong(RecordLayout.meta(0, 0, RecordLayout.BATCH_BEGIN));
            records.putLong(1).putLong(batch).putLong(batch).putLong(RecordLayout.meta(1, 0, RecordLayout.BATCH_ADD));
            records.putLong(20).putLong(batch).putLong(0).putLong(RecordLayout.meta(2, 7, RecordLayout.BATCH_ENTER));
            records.putLong(30).putLong(batch).putLong(0).putLong(RecordLayout.meta(3, 0, RecordLayout.BATCH_END));
        }
        CarriedRecords carried = new CarriedRecords(records.flip());
        first.write(1, 7, 5, RecordLayout.meta(0, 3, RecordLayout.BEGIN));
        first.write(0, 7, 6, RecordLayout.meta(1, 0, RecordLayout.ID_LOW));
        first.write(12, 7, 150, RecordLayout.meta(2, 1, RecordLayout.JOIN));
        first.write(40, 7, 0, RecordLayout.meta(3, 0, RecordLayout.END));
        Recovery.Result result = Recovery.recover(
                directory, consumer -> consumer.accept(carried, 1), serial -> false, serial -> true, 1);
        assertEquals(1, result.documents().size());
        TraceDocument trace = (TraceDocument) result.documents().get(0);
        assertEquals(List.of(new TraceDocument.Span(7, 20, 30, 150)), trace.spans());
        assertEquals(0, result.incomplete());
        assertEquals(documents * 4 + 4, result.records());
    }
}
