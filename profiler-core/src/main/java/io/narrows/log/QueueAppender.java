package io.narrows.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.function.LongSupplier;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/*
 * Appends bytes to a Chronicle Queue, file after file.
 *
 * A mapped page of a file that has no block on a full disk ends the process with SIGBUS when it is touched. So blocks are
 * there before Chronicle writes: a file is made, with zeros in it, before Chronicle opens it, and zeros go ahead of its
 * write position through an ordinary write, which fails with an ordinary exception. MARGIN_BYTES covers what Chronicle may
 * put between two documents: an index page of 16 KB and its own headers.
 */
final class QueueAppender implements AutoCloseable {

    static final int BACKING_BYTES = 256 << 10;
    static final int MARGIN_BYTES = 64 << 10;

    private static final String UNNAMED = "next";

    private final Path folder;
    private final FileClock clock;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;

    private Path file;
    private long backedUntil;
    private long usedBytes;
    private long documents;

    /** Opens a queue of which there is no file yet. */
    QueueAppender(Path folder, LongSupplier wallMs) throws IOException {
        this.folder = folder;
        this.clock = new FileClock(wallMs);
        SingleChronicleQueue[] opened = new SingleChronicleQueue[1];
        ExcerptAppender[] made = new ExcerptAppender[1];
        Chronicle.quietly(() -> {
            opened[0] = Chronicle.writable(folder, clock);
            made[0] = opened[0].createAppender();
        });
        queue = opened[0];
        appender = made[0];
        try {
            // Not before the appender: that one waits 10 s for the header of a file that is there already.
            file = make(clock.currentTimeMillis());
        } catch (IOException e) {
            Chronicle.quietly(queue::close);
            throw e;
        }
        // Calls are serialised by the owner, so the appender need not stay with one thread.
        appender.singleThreadedCheckDisabled(true);
    }

    /**
     * Appends a document.
     *
     * @throws IOException if the disk is full; the document is then not in the queue
     */
    void append(byte[] bytes, int length) throws IOException {
        IOException[] failure = new IOException[1];
        Chronicle.quietly(() -> failure[0] = appendQuietly(bytes, length));
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    private @Nullable IOException appendQuietly(byte[] bytes, int length) {
        try (DocumentContext context = appender.writingDocument()) {
            try {
                Bytes<?> content = Objects.requireNonNull(context.wire()).bytes();
                long position = content.writePosition();
                if (usedBytes == 0) {
                    checkFile(content);
                }
                back(position, length);
                content.write(bytes, 0, length);
                documents++;
                usedBytes = position + length + 3 & ~3L;
                return null;
            } catch (IOException e) {
                context.rollbackOnClose();
                return e;
            } catch (RuntimeException | Error e) {
                context.rollbackOnClose();
                throw e;
            }
        }
    }

    /** The blocks were put into one file and the document goes into another: a change in Chronicle that we must not miss. */
    private void checkFile(Bytes<?> content) {
        if (content instanceof MappedBytes mapped
                && !mapped.mappedFile().file().getName().equals(Objects.toString(file.getFileName()))) {
            throw new IllegalStateException(
                    "Chronicle writes " + mapped.mappedFile().file() + " where " + file + " was expected");
        }
    }

    /** Leaves a document half written, as a kill would. */
    void beginAndNeverEnd(byte[] bytes, int length) {
        DocumentContext context = appender.writingDocument();
        Objects.requireNonNull(context.wire()).bytes().write(bytes, 0, length);
    }

    /**
     * Makes the file that the next document begins.
     *
     * @throws IOException if the disk is full; documents then go on into the current file
     */
    void nextFile() throws IOException {
        long ms = clock.following();
        file = make(ms);
        clock.step(ms);
    }

    private Path make(long ms) throws IOException {
        Path made = QueueFiles.at(folder, ms);
        // Not under its name before it is whole: a reader that sees a next file is done with the one before.
        Path unnamed = folder.resolve(UNNAMED);
        try {
            Files.write(unnamed, new byte[BACKING_BYTES + MARGIN_BYTES]);
            Files.move(unnamed, made, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(unnamed);
            throw e;
        }
        backedUntil = BACKING_BYTES + MARGIN_BYTES;
        usedBytes = 0;
        documents = 0;
        return made;
    }

    private void back(long position, int length) throws IOException {
        if (position + length + MARGIN_BYTES <= backedUntil) {
            return;
        }
        try (RandomAccessFile blocks = new RandomAccessFile(file.toFile(), "rw")) {
            blocks.seek(backedUntil);
            try {
                blocks.write(new byte[(int) (position + length + BACKING_BYTES - backedUntil)]);
            } finally {
                backedUntil = Math.max(backedUntil, blocks.getFilePointer()); // a full disk may have had room for some
            }
        } catch (IOException e) {
            if (position + length + MARGIN_BYTES > backedUntil) {
                throw e;
            }
        }
    }

    /** The file that the last document went to, or the next one begins. */
    Path file() {
        return file;
    }

    /** Where the last document of the current file ends; 0 as long as there is none. */
    long usedBytes() {
        return usedBytes;
    }

    /** How many documents the current file has. */
    long documents() {
        return documents;
    }

    /** What the current file takes on disk. */
    long heldBytes() {
        return backedUntil;
    }

    /** Closes the queue and cuts the last file where that can be done. */
    @Override
    public void close() {
        Chronicle.quietly(queue::close);
        if (usedBytes > 0) {
            try {
                QueueFiles.cut(file, usedBytes);
            } catch (IOException e) {
                // it is as good with zeros at its end
            }
        }
    }
}
