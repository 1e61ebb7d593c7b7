package io.narrows.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
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
    private final byte[] window = new byte[WINDOW_BYTES];
    private long windowAt;
    private int windowLength;
    private long position;
    private long lastPosition;
    private boolean givenUp;

    /** Where the bytes lie that were read last: in the window, or in an array of their own. */
    private byte[] bytes = window;

    private int offset;
    private int length;

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

    /**
     * Goes to the next document.
     *
     * @return whether there is one now; {@link #bytes}, {@link #offset} and {@link #length} say where, until the next call
     */
    boolean next() throws IOException {
        boolean refreshed = false;
        while (!givenUp) {
            int header = header(position);
            if (header == 0 || (header & WORKING) != 0) {
                if (refreshed) {
                    return false;
                }
                windowLength = 0; // what was not there when the window was filled may be there now
                refreshed = true;
                continue;
            }
            int content = header & LENGTH;
            if ((header & META) == 0 && intactDocument(position, content)) {
                lastPosition = position;
                position += HEADER_BYTES + padded(content);
                return true;
            }
            if ((header & META) != 0 && content <= in.length() - position - HEADER_BYTES) {
                position += HEADER_BYTES + padded(content);
            } else {
                skipDamage();
            }
        }
        return false;
    }

    byte[] bytes() {
        return bytes;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    /** Returns what the document takes in the file, with the header and the padding of its excerpt. */
    int excerptBytes() {
        return HEADER_BYTES + (int) padded(length);
    }

    /** Returns the document that {@link #next} went to, or null where its type is of a later Narrows. */
    @Nullable
    LogDocument document() {
        return DocumentCodec.decodeIntact(bytes, offset, length);
    }

    /** Returns where the document that was returned last lies; for {@link #seek}. */
    long lastPosition() {
        return lastPosition;
    }

    /** Makes {@link #next} go to the document at a position. */
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

    private boolean intactDocument(long at, int content) throws IOException {
        if (content > MAX_DOCUMENT_BYTES) {
            return false;
        }
        if (read(at + HEADER_BYTES, content) && DocumentCodec.intact(bytes, offset, length)) {
            return true;
        }
        windowLength = 0;
        return read(at + HEADER_BYTES, content) && DocumentCodec.intact(bytes, offset, length);
    }

    private void skipDamage() throws IOException {
        long from = position;
        if (damagedStretches++ == 0) {
            firstDamageAt = from;
        }
        long budget = SEARCH_BYTES;
        long end = in.length();
        for (long at = from + ALIGNMENT; at + HEADER_BYTES < end && budget > 0; at += ALIGNMENT) {
            if (!read(at, HEADER_BYTES + 2)) {
                break;
            }
            int content = (int) INT.get(bytes, offset);
            boolean plausible = content > 0
                    && content <= MAX_DOCUMENT_BYTES
                    && at + HEADER_BYTES + content <= end
                    && DocumentType.of(bytes[offset + HEADER_BYTES] & 0xFF) != null;
            if (plausible) {
                budget -= content;
                if (intactDocument(at, content)) {
                    position = at;
                    damagedBytes += at - from;
                    return;
                }
            }
        }
        givenUp = true;
    }

    /** Returns the header at a position, or 0 if the file ends before. */
    private int header(long at) throws IOException {
        return read(at, HEADER_BYTES) ? (int) INT.get(bytes, offset) : 0;
    }

    /** Makes the bytes at {@code at} the current ones; false if the file ends before. */
    private boolean read(long at, int count) throws IOException {
        length = count;
        if (count > WINDOW_BYTES) {
            if (at + count > in.length()) {
                return false;
            }
            bytes = new byte[count];
            offset = 0;
            in.seek(at);
            in.readFully(bytes);
            return true;
        }
        if (at < windowAt || at + count > windowAt + windowLength) {
            fill(at);
        }
        bytes = window;
        offset = (int) (at - windowAt);
        return at + count <= windowAt + windowLength;
    }

    private void fill(long at) throws IOException {
        windowAt = at;
        windowLength = 0;
        in.seek(at);
        int count;
        while (windowLength < WINDOW_BYTES
                && (count = in.read(window, windowLength, WINDOW_BYTES - windowLength)) > 0) {
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
