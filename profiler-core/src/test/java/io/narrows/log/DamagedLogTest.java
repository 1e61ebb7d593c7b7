package io.narrows.log;

import static io.narrows.log.Documents.FOOTER;
import static io.narrows.log.Documents.HEADER;
import static io.narrows.log.Documents.trace;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedLogTest {

    private static final int TRACES = 400;

    @TempDir
    private Path folder;

    private RunDirectory run;
    private Path file;
    private byte[] whole;
    private int end;

    @BeforeEach
    void writeALog() throws IOException {
        run = RunDirectory.create(folder.resolve("run"));
        try (LogWriter writer = LogWriter.open(run, HEADER)) {
            for (int serial = 1; serial <= TRACES; serial++) {
                writer.write(trace(serial));
            }
            writer.write(FOOTER);
        }
        file = QueueFiles.list(run.log()).get(0);
        whole = Files.readAllBytes(file);
        end = whole.length;
        while (whole[end - 1] == 0) {
            end--;
        }
        Files.write(file, Arrays.copyOf(whole, end + 64));
    }

    private static final class Read {
        final List<LogDocument> documents = new ArrayList<>();
        List<String> warnings = List.of();
    }

    private Read read() {
        Read read = new Read();
        try (LogReader reader = LogReader.open(run)) {
            reader.forEach(read.documents::add);
            read.warnings = reader.warnings();
        }
        read.warnings.forEach(line -> assertFalse(line.contains("\n"), line));
        return read;
    }

    private void overwrite(long at, byte[] bytes) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(at);
            out.write(bytes);
        }
    }

    /** Where the document of a trace starts, header included. */
    private int positionOf(LogDocument document) {
        Encoder encoder = new Encoder();
        DocumentCodec.encode(document, encoder);
        byte[] wanted = encoder.toBuffer().array();
        for (int at = 4; at < end; at += 4) {
            if (Arrays.equals(whole, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at - 4;
            }
        }
        throw new AssertionError("not in the file: " + document);
    }

    @Test
    void aDamagedDocumentIsSkippedAndTheRestRead() throws IOException {
        overwrite(positionOf(trace(200)) + 20, new byte[] {1, 2, 3});
        Read read = read();
        assertEquals(TRACES + 1, read.documents.size());
        assertFalse(read.documents.contains(trace(200)));
        assertEquals(FOOTER, read.documents.get(TRACES));
        assertEquals(1, read.warnings.size());
        assertTrue(read.warnings.get(0).contains("first at byte " + positionOf(trace(200))), read.warnings.get(0));
    }

    @Test
    void aDamagedLengthDoesNotHideWhatFollows() throws IOException {
        for (int length : new int[] {1, 40, 1 << 20, (1 << 30) - 1}) {
            overwrite(
                    positionOf(trace(100)),
                    ByteBuffer.allocate(4)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(length)
                            .array());
            Read read = read();
            assertEquals(TRACES + 1, read.documents.size(), "length " + length);
            assertEquals(FOOTER, read.documents.get(TRACES));
            assertEquals(1, read.warnings.size(), read.warnings.toString());
        }
    }

    @Test
    void aTruncatedFileIsReadUpToTheCut() throws IOException {
        for (LogDocument from : List.of(trace(1), trace(50), trace(399))) {
            Files.write(file, whole);
            int cut = positionOf(from) + 17;
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(cut);
            }
            Read read = read();
            int before = (int) (((TraceDocument) from).serial() - 1);
            assertEquals(1 + before, read.documents.size());
            assertTrue(
                    read.warnings.get(0).contains("is damaged from byte " + positionOf(from) + " on"),
                    read.warnings.toString());
        }
    }

    @Test
    void whatFollowsADamagedHeaderIsReadWithoutIt() throws IOException {
        overwrite(positionOf(HEADER) + 6, new byte[] {9, 9, 9, 9});
        Read read = read();
        assertEquals(TRACES + 1, read.documents.size());
        assertEquals(trace(1), read.documents.get(0));
        assertTrue(
                read.warnings.contains("the log has no readable header: service, start and environment are unknown"),
                read.warnings.toString());
        try (LogReader reader = LogReader.open(run)) {
            reader.forEach(document -> {});
            assertTrue(reader.damaged());
        }
    }

    @Test
    void aFileWithoutAnyDocumentIsRefusedInOneLine() throws IOException {
        byte[] ones = new byte[70_000];
        Arrays.fill(ones, (byte) 0xFF);
        byte[] random = new byte[70_000];
        new Random(7).nextBytes(random);
        for (byte[] content : List.of(
                new byte[0],
                new byte[2],
                new byte[70_000],
                ones,
                random,
                "hello, I am a text and not a log".getBytes(StandardCharsets.UTF_8))) {
            Files.write(file, content);
            LogException refused = assertThrows(LogException.class, this::read);
            String line = refused.getMessage();
            assertTrue(line.startsWith("event log " + run.log() + " has no readable document"), line);
            assertFalse(line.contains("\n"), line);
        }
    }

    @Test
    void formatsThatAreNotKnownAreRefusedByNumber() {
        for (int version : new int[] {LogWriter.FORMAT_VERSION + 1, 0, -1}) {
            RunDirectory other = RunDirectory.create(folder.resolve("format" + version));
            LogWriter.open(other, new RunHeader(version, "probe", 1, 2, 3, Map.of()))
                    .close();
            try (LogReader reader = LogReader.open(other)) {
                LogException refused = assertThrows(LogException.class, reader::next);
                assertTrue(refused.getMessage().endsWith("has format " + version + "; this Narrows reads 1 to 2"));
            }
        }
    }

    @Test
    void randomDamageNeverGivesAWrongDocumentNorAnotherException() throws IOException {
        Set<LogDocument> genuine = new HashSet<>(read().documents);
        Random random = new Random(42);
        for (int round = 0; round < 150; round++) {
            byte[] bytes = Arrays.copyOf(whole, end + 64);
            int damages = 1 + random.nextInt(8);
            for (int i = 0; i < damages; i++) {
                int at = random.nextInt(bytes.length);
                int length = Math.min(bytes.length - at, 1 + random.nextInt(round % 2 == 0 ? 4 : 600));
                for (int j = at; j < at + length; j++) {
                    bytes[j] = (byte) random.nextInt();
                }
            }
            int kept = round % 3 == 0 ? random.nextInt(bytes.length) : bytes.length;
            Files.write(file, Arrays.copyOf(bytes, kept));
            try {
                Read read = read();
                assertTrue(genuine.containsAll(read.documents), "round " + round);
            } catch (LogException e) {
                assertFalse(e.getMessage().contains("\n"), e.getMessage());
            }
        }
    }
}
