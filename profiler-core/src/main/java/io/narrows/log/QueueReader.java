package io.narrows.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/*
 * Reads the documents of one file of a Chronicle Queue with ordinary file reads. Nothing is mapped, so a truncated file
 * cannot end the process; nothing is written, so a read-only copy can be read; the JVM needs no opening.
 *
 * A queue file is a row of excerpts, each of a 32-bit little-endian header and its content, padded to 4 bytes:
 *
 *     bit 31        1: still being written
 *     bit 30        1: Chronicle's own (file header, index), 0: a document
 *     bits 29..0    length of the content
 *     0x00000000    nothing written yet
 *     0xC0000000    end of this file; the next one goes on
 *
 * The writer stores the header after the content, with release order; a read that covers both may still see them in the
 * other order. So a document whose checksum fails is read once more, alone, before it counts as damaged: that read began
 * after its header was seen.
 *
 * After damage the reader looks for the next place, in steps of 4 bytes, where a whole document with a right checksum
 * lies. Not thread-safe.
 */
final class QueueReader implements AutoCloseable {

    private static final int WORKING = 1 << 31;
    private static final int META = 1 << 30;
    private static final int LENGTH = META - 1;
    private static final int HEADER_BYTES = 4;
    private static final int ALIGNMENT = 4;
    private static final int WINDOW_BYTES = 1 << 16;

    /** Longer ones are damage; {@link LogWriter} writes none near this. */
    private static final int MAX_DOCUMENT_BYTES = 16 << 20;

    /** How much may be summed up in the search for the next document, so that a hostile file cannot make it endless. */
    private static final long SEARCH_BYTES = 1L << 28;

    private final Path file;
    private final RandomAccessFile in;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long windowAt;
    private int windowLength;
    private long position;
    private long lastPosition;
    private boolean givenUp;

    private int damagedStretches;
    private long damagedBytes;
    private long firstDamageAt;

    QueueReader(Path file) throws IOException {
        this.file = file;
        this.in = new RandomAccessFile(file.toFile(), "r");
    }

    Path file() {
        return file;
    }

    /** Returns the bytes of the next document, valid until the next call, or null at the end for now. */
    @Nullable
    ByteBuffer next() throws IOException {
        boolean refreshed = false;
        while (!givenUp) {
            ByteBuffer head = read(position, HEADER_BYTES);
            int header = head == null ? 0 : head.getInt(0);
            if ((header == 0 || (header & WORKING) != 0) && !refreshed) {
                windowLength = 0; // what was not there when the window was filled may be there now
                refreshed = true;
                continue;
            }
            if (header == 0 || (header & WORKING) != 0) {
                return null;
            }
            int length = header & LENGTH;
            long after = position + HEADER_BYTES + padded(length);
            if (length > in.length() - position - HEADER_BYTES) {
                skipDamage();
            } else if ((header & META) != 0) {
                position = after;
            } else {
                ByteBuffer document = intactDocument(position, length);
                if (document != null) {
                    lastPosition = position;
                    position = after;
                    return document;
                }
                skipDamage();
            }
        }
        return null;
    }

    /** Returns where the document that was returned last lies; for {@link #seek}. */
    long lastPosition() {
        return lastPosition;
    }

    /** Makes {@link #next} return the document at a position. */
    void seek(long documentAt) {
        position = documentAt;
    }

    /** Returns one line about what was damaged, or null. */
    @Nullable
    String warning() {
        if (damagedStretches == 0) {
            return null;
        }
        if (givenUp && damagedStretches == 1) {
            return file.getFileName() + " is damaged from byte " + firstDamageAt + " on; what followed is lost";
        }
        return file.getFileName() + " is damaged in " + damagedStretches + " place" + (damagedStretches == 1 ? "" : "s")
                + ", first at byte " + firstDamageAt + "; " + damagedBytes + " bytes of documents are lost"
                + (givenUp ? ", and what followed the last place" : "");
    }

    private @Nullable ByteBuffer intactDocument(long at, int length) throws IOException {
        if (length > MAX_DOCUMENT_BYTES) {
            return null;
        }
        ByteBuffer document = read(at + HEADER_BYTES, length);
        if (document == null || !DocumentCodec.intact(document)) {
            windowLength = 0;
            document = read(at + HEADER_BYTES, length);
        }
        return document != null && DocumentCodec.intact(document) ? document : null;
    }

    private void skipDamage() throws IOException {
        long from = position;
        if (damagedStretches++ == 0) {
            firstDamageAt = from;
        }
        long budget = SEARCH_BYTES;
        long end = in.length();
        for (long at = from + ALIGNMENT; at + HEADER_BYTES < end && budget > 0; at += ALIGNMENT) {
            ByteBuffer head = read(at, HEADER_BYTES + 2);
            if (head == null) {
                break;
            }
            int length = head.getInt(0);
            boolean plausible = length > 0
                    && length <= MAX_DOCUMENT_BYTES
                    && at + HEADER_BYTES + length <= end
                    && DocumentType.of(head.get(HEADER_BYTES) & 0xFF) != null;
            if (plausible) {
                budget -= length;
                if (intactDocument(at, length) != null) {
                    position = at;
                    damagedBytes += at - from;
                    return;
                }
            }
        }
        givenUp = true;
    }

    /** Returns the bytes at {@code at}, or null if the file ends before; valid until the next call. */
    private @Nullable ByteBuffer read(long at, int length) throws IOException {
        if (length > WINDOW_BYTES) {
            if (at + length > in.length()) {
                return null;
            }
            byte[] large = new byte[length];
            in.seek(at);
            in.readFully(large);
            return ByteBuffer.wrap(large).order(ByteOrder.LITTLE_ENDIAN);
        }
        if (at < windowAt || at + length > windowAt + windowLength) {
            fill(at);
        }
        return at + length > windowAt + windowLength
                ? null
                : window.slice((int) (at - windowAt), length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void fill(long at) throws IOException {
        windowAt = at;
        windowLength = 0;
        in.seek(at);
        int count;
        while (windowLength < WINDOW_BYTES
                && (count = in.read(window.array(), windowLength, WINDOW_BYTES - windowLength)) > 0) {
            windowLength += count;
        }
    }

    private static long padded(int length) {
        return (length + (ALIGNMENT - 1L)) & -ALIGNMENT;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
