package io.narrows.log;

import static io.narrows.log.Documents.HEADER;
import static io.narrows.log.Documents.TABLE;
import static io.narrows.log.Documents.trace;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotationTest {

    private static final LogLimits SMALL = new LogLimits(1 << 20, Duration.ofHours(1), 4 << 20);
    private static final LaneTable LANES =
            new LaneTable(List.of(new LaneTable.LaneEntry("heap", "B", LaneTable.Mode.GAUGE, "")));

    @TempDir
    private Path folder;

    private RunDirectory run;
    private final AtomicLong wallMs = new AtomicLong(1_700_000_000_000L);
    private final AtomicLong nowNs = new AtomicLong(-5);

    @BeforeEach
    void make() {
        run = RunDirectory.create(folder.resolve("run"));
    }

    private LogWriter writer(LogLimits limits) {
        return LogWriter.open(run, HEADER, limits, wallMs::get, nowNs::get);
    }

    private static List<LogDocument> read(LogReader reader) {
        List<LogDocument> read = new ArrayList<>();
        reader.forEach(read::add);
        return read;
    }

    private long onDisk() throws IOException {
        long bytes = 0;
        for (Path file : QueueFiles.list(run.log())) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    @Test
    void aFileIsLeftWhenItIsFullAndEachStartsWithWhatItNeeds() throws IOException {
        try (LogWriter writer = writer(SMALL)) {
            writer.write(TABLE);
            writer.write(LANES);
            for (int serial = 1; serial <= 30_000; serial++) {
                writer.write(trace(serial));
            }
            assertEquals(0, writer.removedFiles());
        }
        List<Path> files = QueueFiles.list(run.log());
        assertTrue(files.size() >= 2, files.toString());
        for (Path file : files) {
            assertTrue(Files.size(file) <= 1 << 20, file + " has " + Files.size(file));
            try (QueueReader reader = new QueueReader(file)) {
                assertEquals(HEADER, reader.next() ? reader.document() : null);
                assertEquals(TABLE, reader.next() ? reader.document() : null);
                assertEquals(LANES, reader.next() ? reader.document() : null);
            }
        }
        try (LogReader reader = LogReader.open(run)) {
            List<LogDocument> read = read(reader);
            assertEquals(
                    30_000,
                    read.stream().filter(TraceDocument.class::isInstance).count());
            assertEquals(trace(30_000), read.get(read.size() - 1));
            assertEquals(1, reader.warnings().size(), "no footer was written: " + reader.warnings());
        }
    }

    @Test
    void chroniclesOwnReaderReadsAcrossCutFiles() {
        try (LogWriter writer = writer(SMALL)) {
            for (int serial = 1; serial <= 30_000; serial++) {
                writer.write(trace(serial));
            }
        }
        int documents = 0;
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
                    documents++;
                }
            }
        }
        assertTrue(documents > 30_000, documents + " documents");
    }

    @Test
    void theOldestFilesAreDeletedAndTheLimitIsKept() throws IOException {
        long most = 0;
        long removedFiles;
        try (LogWriter writer = writer(SMALL)) {
            writer.write(TABLE);
            for (int serial = 1; serial <= 120_000; serial++) {
                writer.write(trace(serial));
                if (serial % 500 == 0) {
                    most = Math.max(most, writer.logBytes());
                }
            }
            writer.write(new DropCount(5, 1, 0, 0, 0, 0, 0, 0, 0));
            removedFiles = writer.removedFiles();
            assertTrue(removedFiles > 2, removedFiles + " removed");
            assertTrue(writer.removedBytes() > removedFiles * 900_000, writer.removedBytes() + " bytes removed");
        }
        assertTrue(most <= SMALL.maxLogBytes(), most + " bytes");
        assertTrue(most > SMALL.maxLogBytes() / 2, most + " bytes");
        assertTrue(onDisk() <= SMALL.maxLogBytes());
        try (LogReader reader = LogReader.open(run)) {
            List<LogDocument> read = read(reader);
            assertEquals(HEADER, read.get(0));
            assertEquals(TABLE, read.get(1));
            DropCount last = (DropCount) read.get(read.size() - 1);
            assertEquals(1, last.droppedRecords());
            assertEquals(removedFiles, last.removedFiles());
            assertFalse(reader.damaged());
            String warning = reader.warnings().get(0);
            assertTrue(warning.startsWith(removedFiles + " files of the log"), warning);
        }
    }

    @Test
    void aFileIsLeftWhenItIsOldWhateverTheWallClockDoes() throws IOException {
        List<LogDocument> written = new ArrayList<>(List.of(HEADER));
        try (LogWriter writer = writer(LogLimits.DEFAULTS);
                LogReader reader = LogReader.open(run)) {
            assertEquals(HEADER, reader.next());
            for (long stepMs : new long[] {0, 3_600_000, -TimeUnit.DAYS.toMillis(3), 10, TimeUnit.DAYS.toMillis(5)}) {
                wallMs.addAndGet(stepMs);
                nowNs.addAndGet(LogLimits.DEFAULTS.rotateAfter().toNanos());
                for (int i = 0; i < 100; i++) {
                    LogDocument document = trace(written.size());
                    writer.write(document);
                    if (i == 0) {
                        written.add(HEADER);
                        assertEquals(HEADER, reader.next());
                    }
                    written.add(document);
                    assertEquals(document, reader.next());
                }
            }
        }
        assertEquals(6, QueueFiles.list(run.log()).size());
        try (LogReader reader = LogReader.open(run)) {
            assertEquals(written, read(reader));
        }
    }

    @Test
    void aReaderSurvivesTheDeletionOfWhatItReadsAndOfWhatFollows() throws IOException {
        try (LogWriter writer = writer(SMALL);
                LogReader reader = LogReader.open(run)) {
            int serial = 1;
            while (serial < 30_000) {
                writer.write(trace(serial++));
            }
            assertTrue(QueueFiles.list(run.log()).size() > 1);
            assertEquals(HEADER, reader.next());
            assertEquals(trace(1), reader.next());
            long before = writer.removedFiles();
            while (writer.removedFiles() < before + 3) {
                writer.write(trace(serial++));
            }
            writer.write(Documents.FOOTER);
            List<LogDocument> read = read(reader);
            assertEquals(trace(2), read.get(0));
            assertEquals(Documents.FOOTER, read.get(read.size() - 1));
            assertFalse(reader.damaged());
            assertEquals(1, reader.warnings().size(), reader.warnings().toString());
        }
    }

    @Test
    void recordsThatWereReadAndDeletedSinceDoNotHinderARecovery() {
        try (LogReader reader = LogReader.open(run)) {
            try (LogWriter writer = writer(SMALL)) {
                writer.write(new CarriedRecords(ByteBuffer.allocate(32)));
                assertEquals(HEADER, reader.next());
                assertTrue(reader.next() instanceof CarriedRecords);
                for (int serial = 1; writer.removedFiles() < 2; serial++) {
                    writer.write(trace(serial));
                }
            }
            assertTrue(read(reader).size() > 10_000);
            assertTrue(
                    reader.warnings().stream().anyMatch(w -> w.contains("ended without closing the log")),
                    reader.warnings().toString());
        }
    }

    @Test
    void theLimitIsKeptWhereNoNewFileCanBeBegun() throws IOException {
        Path inTheWay = QueueFiles.at(run.log(), Math.floorDiv(wallMs.get(), 60_000) * 60_000 + 60_000);
        try (LogWriter writer = writer(SMALL)) {
            Files.createDirectories(inTheWay.resolve("child"));
            LogException refused = null;
            int serial = 1;
            for (; refused == null && serial < 200_000; serial++) {
                nowNs.addAndGet(1_000_000);
                try {
                    writer.write(trace(serial));
                } catch (LogException e) {
                    refused = e;
                }
            }
            String message = String.valueOf(refused == null ? null : refused.getMessage());
            assertTrue(message.contains("its limit is 4194304, and no new file can be begun"), message);
            assertTrue(writer.logBytes() > 3 << 20, writer.logBytes() + " bytes");
            assertTrue(writer.logBytes() <= SMALL.maxLogBytes(), writer.logBytes() + " bytes");
            Files.delete(inTheWay.resolve("child"));
            Files.delete(inTheWay);
            nowNs.addAndGet(TimeUnit.SECONDS.toNanos(1));
            writer.write(trace(serial));
            assertEquals(2, QueueFiles.list(run.log()).size());
        }
    }

    @Test
    void limitsThatCannotBeKeptAreRefused() {
        Duration hour = Duration.ofHours(1);
        assertEquals(
                "rotateBytes 1000 is under 1048576",
                assertThrows(IllegalArgumentException.class, () -> new LogLimits(1000, hour, 1 << 30))
                        .getMessage());
        assertEquals(
                "rotateAfter PT0.5S is under a second",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new LogLimits(1 << 20, Duration.ofMillis(500), 1 << 30))
                        .getMessage());
        assertEquals(
                "maxLogBytes 2097151 is under twice the rotateBytes 1048576",
                assertThrows(IllegalArgumentException.class, () -> new LogLimits(1 << 20, hour, (2 << 20) - 1))
                        .getMessage());
    }

    private void damage(Path file, LogDocument document) throws IOException {
        Encoder encoder = new Encoder();
        DocumentCodec.encode(document, encoder);
        byte[] whole = Files.readAllBytes(file);
        byte[] wanted = Arrays.copyOf(encoder.array(), encoder.length());
        for (int at = 0; at + wanted.length <= whole.length; at += 4) {
            if (Arrays.equals(whole, at, at + wanted.length, wanted, 0, wanted.length)) {
                whole[at + 5] ^= 1;
                Files.write(file, whole);
                return;
            }
        }
        throw new AssertionError("not in " + file + ": " + document);
    }

    private void writeThreeFiles() {
        try (LogWriter writer = writer(LogLimits.DEFAULTS)) {
            for (int file = 0; file < 3; file++) {
                for (int i = 1; i <= 100; i++) {
                    writer.write(trace(100 * file + i));
                }
                nowNs.addAndGet(LogLimits.DEFAULTS.rotateAfter().toNanos());
            }
        }
    }

    @Test
    void damageInAMiddleFileCostsWhatIsDamagedAndIsTold() throws IOException {
        writeThreeFiles();
        List<Path> files = QueueFiles.list(run.log());
        assertEquals(3, files.size());
        damage(files.get(1), trace(150));
        try (LogReader reader = LogReader.open(run)) {
            List<LogDocument> read = read(reader);
            assertEquals(3 + 299, read.size());
            assertFalse(read.contains(trace(150)));
            assertTrue(reader.damaged());
            String warning = reader.warnings().get(0);
            assertTrue(
                    warning.startsWith(files.get(1).getFileName() + " is damaged in 1 place, first at byte "), warning);
        }
    }

    @Test
    void aMiddleFileThatIsCutIsReadUpToTheCutAndThenTheNext() throws IOException {
        writeThreeFiles();
        Path middle = QueueFiles.list(run.log()).get(1);
        byte[] whole = Files.readAllBytes(middle);
        Files.write(middle, Arrays.copyOf(whole, whole.length - 1_000));
        try (LogReader reader = LogReader.open(run)) {
            List<LogDocument> read = read(reader);
            assertTrue(read.contains(trace(101)));
            assertFalse(read.contains(trace(200)));
            assertEquals(trace(300), read.get(read.size() - 1));
            assertTrue(reader.damaged());
            String warning = reader.warnings().get(0);
            assertTrue(warning.startsWith(middle.getFileName() + " is damaged from byte "), warning);
        }
    }

    @Test
    void aFirstFileThatLostItsHeaderTakesTheNextOnes() throws IOException {
        writeThreeFiles();
        damage(QueueFiles.list(run.log()).get(0), HEADER);
        try (LogReader reader = LogReader.open(run)) {
            List<LogDocument> read = read(reader);
            assertEquals(HEADER, read.get(0));
            assertEquals(trace(1), read.get(1));
            assertEquals(3 + 300, read.size());
            assertTrue(reader.damaged());
        }
    }
}
