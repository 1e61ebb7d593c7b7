package io.narrows.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/** The files of a queue folder: {@code yyyyMMdd-HHmm.cq4} (format 1: {@code yyyyMMddF.cq4}); their names sort in order of time. */
final class QueueFiles {

    static final String SUFFIX = ".cq4";

    /** Time that lies between the names of two files at least. */
    static final long STEP_MS = 60_000;

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmm").withZone(ZoneOffset.UTC);
    private static final int HEADER_BYTES = 4;
    private static final int END_OF_FILE = 0xC0000000;
    private static final int META = 1 << 30;

    private QueueFiles() {}

    static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList();
        }
    }

    static boolean any(Path folder) throws IOException {
        return Files.isDirectory(folder) && !list(folder).isEmpty();
    }

    /** The file that Chronicle writes at a time in ms since 1970, a multiple of {@link #STEP_MS}. */
    static Path at(Path folder, long ms) {
        return folder.resolve(NAME.format(Instant.ofEpochMilli(ms)) + SUFFIX);
    }

    /**
     * Cuts off the unused rest of a file that nothing is written to any more.
     *
     * @param used where the last document ends
     * @return the length of the file then
     */
    static long cut(Path file, long used) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString()); // opening would make it
        }
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long at = used;
            while (at + HEADER_BYTES <= bytes.length()) {
                bytes.seek(at);
                int header = Integer.reverseBytes(bytes.readInt());
                if (header == END_OF_FILE || header == 0) {
                    bytes.setLength(at + HEADER_BYTES);
                    break;
                }
                if ((header & (META | 1 << 31)) != META) {
                    break; // not what we left there: better too long than cut short
                }
                at += HEADER_BYTES + ((header & META - 1) + 3L & ~3L);
            }
            return bytes.length();
        }
    }
}
