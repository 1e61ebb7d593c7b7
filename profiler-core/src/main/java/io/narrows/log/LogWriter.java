package io.narrows.log;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.LongSupplier;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/**
 * Appends documents to the event log of a run, a Chronicle Queue.
 *
 * <p>Lifecycle: {@link #open} locks the run for this process and writes the header; {@link #close} gives the lock back.
 * A document is safe from the death of the process, not from the death of the machine, once {@link #write} returned.
 * Thread-safe: calls are serialised. Whatever goes wrong is a {@link LogException}; after one from {@code write} the
 * document is not in the log, and later writes may be tried.
 *
 * <p>The first {@code open} in a JVM loads Chronicle, which then logs up to four lines through SLF4J: where its core was
 * loaded from, and that its affinity library does nothing without JNA. A host that minds sets the level of the loggers
 * {@code net.openhft} to error.
 */
public final class LogWriter implements AutoCloseable {

    /** Version of the log format that this code writes; a reader reads lower ones and refuses a higher one. */
    public static final int FORMAT_VERSION = 2;

    /*
     * A mapped page of a file that has no block on a full disk ends the process with SIGBUS when it is touched. So blocks
     * are there before Chronicle writes: zeros go ahead of its write position through an ordinary write, which fails
     * with an ordinary exception. MARGIN_BYTES covers what Chronicle itself may put between two documents: an index page
     * of 32 KB and its own headers.
     */
    private static final int BACKING_BYTES = 1 << 20;

    private static final int MARGIN_BYTES = 128 << 10;
    private static final int HEADER_BYTES = 4;

    /** Carried records are split into documents of at most this. */
    private static final int CARRIED_BYTES = 256 << 10;

    static final int MAX_DOCUMENT_BYTES = Chronicle.BLOCK_BYTES / 4 - (64 << 10);

    private final RunDirectory run;
    private final OwnerLock lock;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final Encoder encoder = new Encoder();
    private @Nullable File backedFile;
    private long backedUntil;
    private long bytesWritten;
    private boolean closed;

    private LogWriter(RunDirectory run, OwnerLock lock, SingleChronicleQueue queue, ExcerptAppender appender) {
        this.run = run;
        this.lock = lock;
        this.queue = queue;
        this.appender = appender;
        // Calls are serialised here, so the appender need not stay with one thread.
        appender.singleThreadedCheckDisabled(true);
    }

    /**
     * Prepares this JVM for a log, as {@link #open} does; for finding out before a directory is made. May be called again.
     *
     * @throws LogException if this JVM keeps closed what the log needs; the message names the flags that open it
     */
    public static void prepare() {
        Chronicle.prepare();
    }

    /**
     * Locks the run and starts its log with {@code header}.
     *
     * @throws LogException if the run was recorded into before, its directory cannot be written, the disk is full, or
     *     this JVM keeps closed what the log needs
     */
    public static LogWriter open(RunDirectory run, RunHeader header, LogLimits limits) {
        return open(run, header, limits, System::currentTimeMillis);
    }

    /** As {@link #open(RunDirectory, RunHeader, LogLimits)} with {@link LogLimits#DEFAULTS}. */
    public static LogWriter open(RunDirectory run, RunHeader header) {
        return open(run, header, LogLimits.DEFAULTS);
    }

    static LogWriter open(RunDirectory run, RunHeader header, LogLimits limits, LongSupplier wallMs) {
        Chronicle.prepare();
        OwnerLock lock = null;
        SingleChronicleQueue queue = null;
        try {
            reserve(run);
            lock = OwnerLock.acquire(run.ownerLock());
            SingleChronicleQueue[] opened = new SingleChronicleQueue[1];
            Chronicle.quietly(() -> opened[0] = Chronicle.writable(run.log(), wallMs));
            queue = opened[0];
            LogWriter writer = new LogWriter(run, lock, queue, queue.createAppender());
            writer.write(header);
            return writer;
        } catch (LogException e) {
            release(lock, queue);
            throw e;
        } catch (IOException e) {
            release(lock, queue);
            throw new LogException("event log " + run.log() + " cannot be written: " + RunDirectory.reason(e), e);
        } catch (Exception | LinkageError | InternalError e) {
            release(lock, queue);
            throw new LogException("event log " + run.log() + " cannot be opened: " + describe(e), e);
        }
    }

    /** Finds out in an orderly way whether the disk has room for what Chronicle puts at the beginning of a file. */
    private static void reserve(RunDirectory run) throws IOException {
        File probe = run.path().resolve(".room").toFile();
        try (RandomAccessFile file = new RandomAccessFile(probe, "rw")) {
            file.write(new byte[BACKING_BYTES]);
        } finally {
            if (!probe.delete()) {
                probe.deleteOnExit();
            }
        }
    }

    private static void release(@Nullable OwnerLock lock, @Nullable SingleChronicleQueue queue) {
        try (lock) {
            if (queue != null) {
                queue.close();
            }
        } catch (IOException e) {
            // the operating system releases the lock with the process; the first failure is the one to report
        }
    }

    /**
     * Appends one document.
     *
     * @throws LogException if it is too large, the disk is full or the log is closed; the document is then not in the log
     */
    public synchronized void write(LogDocument document) {
        if (document instanceof CarriedRecords carried && carried.records().remaining() > CARRIED_BYTES) {
            ByteBuffer rest = carried.records();
            while (rest.hasRemaining()) {
                int length = Math.min(CARRIED_BYTES, rest.remaining());
                append(new CarriedRecords(rest.slice(rest.position(), length)));
                rest.position(rest.position() + length);
            }
            return;
        }
        append(document);
    }

    private void append(LogDocument document) {
        if (closed) {
            throw new LogException("event log " + run.log() + " is closed");
        }
        DocumentCodec.encode(document, encoder);
        if (encoder.length() > MAX_DOCUMENT_BYTES) {
            throw new LogException("a " + document.getClass().getSimpleName() + " of " + encoder.length()
                    + " bytes is over the log's limit of " + MAX_DOCUMENT_BYTES);
        }
        try {
            if (queue.cycle() != appender.cycle()) {
                reserve(run); // a new day, a new file
            }
            Chronicle.quietly(this::appendEncoded);
        } catch (LogException e) {
            throw e;
        } catch (Exception | InternalError e) { // Chronicle throws checked ones undeclared
            throw new LogException("event log " + run.log() + " cannot be written: " + describe(e), e);
        }
    }

    private void appendEncoded() {
        try (DocumentContext context = appender.writingDocument()) {
            try {
                Bytes<?> bytes = Objects.requireNonNull(context.wire()).bytes();
                back(bytes, encoder.length());
                bytes.write(encoder.array(), 0, encoder.length());
            } catch (RuntimeException | Error e) {
                context.rollbackOnClose();
                throw e;
            }
        }
        bytesWritten += (HEADER_BYTES + encoder.length() + 3) & ~3L;
    }

    /** Leaves a document half written, as a kill would. */
    synchronized void beginAndNeverEnd(LogDocument document) {
        DocumentCodec.encode(document, encoder);
        DocumentContext context = appender.writingDocument();
        Objects.requireNonNull(context.wire()).bytes().write(encoder.array(), 0, encoder.length() / 2);
    }

    private void back(Bytes<?> bytes, int length) {
        if (!(bytes instanceof MappedBytes mapped)) {
            return;
        }
        File file = mapped.mappedFile().file();
        long position = bytes.writePosition();
        if (file.equals(backedFile) && position + length + MARGIN_BYTES <= backedUntil) {
            return;
        }
        long from = file.equals(backedFile) ? Math.max(position, backedUntil) : position;
        long until = position + length + BACKING_BYTES;
        try (RandomAccessFile blocks = new RandomAccessFile(file, "rw")) {
            blocks.seek(from);
            blocks.write(new byte[(int) (until - from)]);
        } catch (IOException e) {
            throw new LogException("event log " + file + " cannot grow: " + RunDirectory.reason(e), e);
        }
        backedFile = file;
        backedUntil = until;
    }

    /** Returns the bytes that the documents written so far take in the log. */
    public synchronized long bytesWritten() {
        return bytesWritten;
    }

    /** Returns the bytes that the log takes on disk. */
    public synchronized long logBytes() {
        return bytesWritten;
    }

    /** Returns how many files were deleted to keep the log within its limit. */
    public synchronized long removedFiles() {
        return 0;
    }

    /** Returns what those files took on disk. */
    public synchronized long removedBytes() {
        return 0;
    }

    /**
     * Closes the log and gives the lock back. Does nothing when closed.
     *
     * @throws LogException if closing failed; the lock is given back all the same
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock) {
            Chronicle.quietly(queue::close);
        } catch (Exception | InternalError e) {
            throw new LogException("event log " + run.log() + " was not closed in order: " + describe(e), e);
        }
    }

    private static String describe(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message.replaceAll("\\s*\\R\\s*", "; ");
    }
}
