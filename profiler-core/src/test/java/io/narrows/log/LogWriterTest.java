package io.narrows.log;

import static io.narrows.log.Documents.FOOTER;
import static io.narrows.log.Documents.HEADER;
import static io.narrows.log.Documents.TABLE;
import static io.narrows.log.Documents.batch;
import static io.narrows.log.Documents.trace;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogWriterTest {

    @TempDir
    private Path folder;

    @Test
    void whatWasWrittenIsReadInOrder() {
        RunDirectory run = RunDirectory.create(folder.resolve("run"));
        List<LogDocument> written = List.of(HEADER, TABLE, trace(1), batch(7), trace(2), FOOTER);
        try (LogWriter writer = LogWriter.open(run, HEADER)) {
            written.subList(1, written.size()).forEach(writer::write);
            assertTrue(writer.bytesWritten() > 0);
        }
        try (LogReader reader = LogReader.open(run)) {
            List<LogDocument> read = new ArrayList<>();
            reader.forEach(read::add);
            assertEquals(written, read);
            assertNull(reader.next());
            assertEquals(List.of(), reader.warnings());
        }
    }

    @Test
    void aReaderFollowsALogThatIsBeingWritten() {
        RunDirectory run = RunDirectory.create(folder.resolve("run"));
        try (LogWriter writer = LogWriter.open(run, HEADER);
                LogReader reader = LogReader.open(run)) {
            assertEquals(HEADER, reader.next());
            for (int serial = 1; serial < 5_000; serial++) {
                assertNull(reader.next());
                writer.write(trace(serial));
                assertEquals(trace(serial), reader.next());
            }
        }
    }

    @Test
    void chroniclesOwnReaderFindsTheSameBytes() {
        RunDirectory run = RunDirectory.create(folder.resolve("run"));
        try (LogWriter writer = LogWriter.open(run, HEADER)) {
            for (int serial = 1; serial < 1_000; serial++) {
                writer.write(trace(serial));
            }
        }
        List<LogDocument> read = new ArrayList<>();
        try (SingleChronicleQueue queue = SingleChronicleQueueBuilder.binary(run.log())
                        .rollCycle(Chronicle.ROLL_CYCLE)
                        .readOnly(true)
                        .build();
                ExcerptTailer tailer = queue.createTailer()) {
            while (true) {
                try (DocumentContext context = tailer.readingDocument()) {
                    if (!context.isPresent()) {
                        break;
                    }
                    byte[] bytes = context.wire().bytes().toByteArray();
                    read.add(DocumentCodec.decode(bytes, 0, bytes.length));
                }
            }
        }
        try (LogReader reader = LogReader.open(run)) {
            for (LogDocument document : read) {
                assertEquals(document, reader.next());
            }
        }
        assertEquals(1_000, read.size());
    }

    @Test
    void carriedRecordsOfAnySizeAreSplitAndKept() {
        RunDirectory run = RunDirectory.create(folder.resolve("run"));
        ByteBuffer records = ByteBuffer.allocate(32 * 50_000);
        for (int i = 0; i < records.capacity(); i++) {
            records.put(i, (byte) (i * 31));
        }
        try (LogWriter writer = LogWriter.open(run, HEADER)) {
            writer.write(new CarriedRecords(records));
            writer.write(FOOTER);
        }
        ByteBuffer read = ByteBuffer.allocate(records.capacity());
        try (LogReader reader = LogReader.open(run)) {
            for (LogDocument document : reader) {
                if (document instanceof CarriedRecords carried) {
                    assertEquals(0, carried.records().remaining() % 32);
                    read.put(carried.records());
                }
            }
        }
        assertEquals(records, read.flip());
    }

    @Test
    void aDocumentOverTheLimitIsRefusedAndTheLogGoesOn() {
        RunDirectory run = RunDirectory.create(folder.resolve("run"));
        try (LogWriter writer = LogWriter.open(run, HEADER)) {
            StageTable huge = new StageTable(List.of(), List.of(), List.of("x".repeat(LogWriter.MAX_DOCUMENT_BYTES)));
            LogException refused = assertThrows(LogException.class, () -> writer.write(huge));
            assertTrue(refused.getMessage().contains("StageTable"), refused.getMessage());
            StageTable large = new StageTable(List.of(), List.of(), List.of("x".repeat(900_000)));
            writer.write(large);
            writer.write(FOOTER);
            try (LogReader reader = LogReader.open(run)) {
                assertEquals(HEADER, reader.next());
                assertEquals(large, reader.next());
                assertEquals(FOOTER, reader.next());
            }
        }
    }

    @Test
    void aSmallRunTakesFewMegabytes() throws IOException {
        RunDirectory run = RunDirectory.create(folder.resolve("run"));
        try (LogWriter writer = LogWriter.open(run, HEADER)) {
            writer.write(FOOTER);
        }
        long total = 0;
        try (Stream<Path> files = Files.walk(run.path())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                total += Files.size(file);
            }
        }
        assertTrue(total < 8 << 20, "run directory of " + total + " bytes");
    }

    @Test
    void onlyOneWriterEver() {
        RunDirectory run = RunDirectory.create(folder.resolve("run"));
        try (LogWriter writer = LogWriter.open(run, HEADER)) {
            writer.write(TABLE);
            assertTrue(run.recording());
            LogException second = assertThrows(LogException.class, () -> LogWriter.open(run, HEADER));
            assertTrue(second.getMessage().contains("recorded into before"), second.getMessage());
            assertTrue(run.recording());
        }
        assertFalse(run.recording());
        assertThrows(LogException.class, () -> LogWriter.open(run, HEADER));
    }

    @Test
    void writingAfterCloseIsRefused() {
        RunDirectory run = RunDirectory.create(folder.resolve("run"));
        LogWriter writer = LogWriter.open(run, HEADER);
        writer.close();
        writer.close();
        LogException refused = assertThrows(LogException.class, () -> writer.write(FOOTER));
        assertEquals("event log " + run.log() + " is closed", refused.getMessage());
    }

    @Test
    void anInterruptOfTheWritingThreadHarmsNothing() {
        RunDirectory run = RunDirectory.create(folder.resolve("run"));
        try (LogWriter writer = LogWriter.open(run, HEADER)) {
            Thread.currentThread().interrupt();
            for (int serial = 1; serial < 20_000; serial++) {
                writer.write(trace(serial));
            }
            assertTrue(Thread.interrupted(), "the interrupt is still there");
            writer.write(FOOTER);
        }
        try (LogReader reader = LogReader.open(run)) {
            long documents = 0;
            while (reader.next() != null) {
                documents++;
            }
            assertEquals(20_001, documents);
        }
    }
}
