package io.narrows.log;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
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

    private static final int HEADER_BYTES = 4;

    /** Carried records are split into documents of at most this. */
    private static final int CARRIED_BYTES = 256 << 10;

    static final int MAX_DOCUMENT_BYTES = Chronicle.BLOCK_BYTES / 4 - (64 << 10);

    /** After a failure the next attempt waits this long: a full disk must not cost the host a core. */
    private static final long PAUSE_NS = 100_000_000;

    private final RunDirectory run;
    private final OwnerLock lock;
    private final QueueAppender queue;
    private final LogLimits limits;
    private final LongSupplier nowNs;
    private final Encoder encoder = new Encoder();
    private final LogFiles files = new LogFiles();
    private final Presence presence = new Presence();
    private final Preamble preamble;

    /** What the current file must hold before anything else. */
    private final Deque<LogDocument> first = new ArrayDeque<>();

    private @Nullable Runnable finishBefore;
    private long beganNs;
    private long rotateNotBeforeNs;
    private long bytesWritten;
    private @Nullable LogException refusal;
    private long refusedNs;
    private boolean closed;

    private LogWriter(
            RunDirectory run,
            OwnerLock lock,
            QueueAppender queue,
            RunHeader header,
            LogLimits limits,
            LongSupplier nowNs)
            throws IOException {
        this.run = run;
        this.lock = lock;
        this.queue = queue;
        this.limits = limits;
        this.nowNs = nowNs;
        this.preamble = new Preamble(header);
        beganNs = nowNs.getAsLong();
        rotateNotBeforeNs = beganNs;
        presence.of(queue.file(), beganNs);
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
        return open(run, header, limits, System::currentTimeMillis, System::nanoTime);
    }

    /** As {@link #open(RunDirectory, RunHeader, LogLimits)} with {@link LogLimits#DEFAULTS}. */
    public static LogWriter open(RunDirectory run, RunHeader header) {
        return open(run, header, LogLimits.DEFAULTS);
    }

    static LogWriter open(
            RunDirectory run, RunHeader header, LogLimits limits, LongSupplier wallMs, LongSupplier nowNs) {
        Chronicle.prepare();
        OwnerLock lock = null;
        QueueAppender queue = null;
        try {
            reserve(run);
            lock = OwnerLock.acquire(run.ownerLock());
            queue = new QueueAppender(run.log(), wallMs);
            LogWriter writer = new LogWriter(run, lock, queue, header, limits, nowNs);
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
            file.write(new byte[2 * QueueAppender.BACKING_BYTES]);
        } finally {
            if (!probe.delete()) {
                probe.deleteOnExit();
            }
        }
    }

    private static void release(@Nullable OwnerLock lock, @Nullable QueueAppender queue) {
        try (lock;
                queue) {
            return;
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
        LogDocument written = document instanceof DropCount count
                ? Preamble.withRemoved(count, files.removedFiles(), files.removedBytes())
                : document;
        encode(written);
        long now = nowNs.getAsLong();
        if (refusal != null && now - refusedNs < PAUSE_NS) {
            throw refusal;
        }
        try {
            if (presence.gone(now) || (fileIsFull(now) && !rotate(now))) {
                throw new LogException("event log " + queue.file() + " was deleted while it was written");
            }
            if (!first.isEmpty()) {
                for (LogDocument next = first.peek(); next != null; next = first.peek()) {
                    encode(next);
                    put();
                    first.remove();
                }
                encode(written);
            }
            put();
            preamble.written(written);
            refusal = null;
        } catch (LogException e) {
            refusal = e;
            refusedNs = now;
            throw e;
        }
    }

    private void encode(LogDocument document) {
        DocumentCodec.encode(document, encoder);
        if (encoder.length() > MAX_DOCUMENT_BYTES) {
            throw new LogException("a " + document.getClass().getSimpleName() + " of " + encoder.length()
                    + " bytes is over the log's limit of " + MAX_DOCUMENT_BYTES);
        }
    }

    private void put() {
        try {
            queue.append(encoder.array(), encoder.length());
        } catch (IOException e) {
            throw new LogException("event log " + queue.file() + " cannot grow: " + RunDirectory.reason(e), e);
        } catch (Exception | InternalError e) { // Chronicle throws checked ones undeclared
            throw new LogException("event log " + run.log() + " cannot be written: " + describe(e), e);
        }
        bytesWritten += (HEADER_BYTES + encoder.length() + 3) & ~3L;
        if (finishBefore != null) {
            finishBefore.run(); // Chronicle has left the file before for good
            finishBefore = null;
        }
    }

    private boolean fileIsFull(long now) {
        long used = queue.usedBytes();
        return used > 0
                && now - rotateNotBeforeNs >= 0
                && (used + HEADER_BYTES + encoder.length() > limits.fileBytes()
                        || queue.documents() >= Chronicle.MAX_DOCUMENTS
                        || now - beganNs >= limits.rotateAfter().toNanos());
    }

    /**
     * Begins a new file, or, where there is no room for one, goes on with this up to the limit of all; false if this one
     * was deleted.
     */
    private boolean rotate(long now) {
        if (presence.look(now)) {
            return false;
        }
        Path before = queue.file();
        long used = queue.usedBytes();
        long held = queue.heldBytes();
        files.removeDownTo(limits.maxLogBytes() - held - limits.fileBytes() - QueueAppender.BACKING_BYTES);
        try {
            queue.nextFile();
            presence.of(queue.file(), now);
        } catch (IOException e) {
            rotateNotBeforeNs = now + PAUSE_NS;
            if (files.bytes() + held + QueueAppender.BACKING_BYTES > limits.maxLogBytes()) {
                throw new LogException(
                        "event log " + run.log() + " has " + (files.bytes() + held) + " bytes, its limit is "
                                + limits.maxLogBytes() + ", and no new file can be begun: " + RunDirectory.reason(e),
                        e);
            }
            return true;
        }
        finishBefore = () -> files.add(before, used, held);
        first.clear();
        first.addAll(preamble.documents(files.removedFiles(), files.removedBytes()));
        beganNs = now;
        return true;
    }

    /** Leaves a document half written, as a kill would. */
    synchronized void beginAndNeverEnd(LogDocument document) {
        DocumentCodec.encode(document, encoder);
        queue.beginAndNeverEnd(encoder.array(), encoder.length() / 2);
    }

    /** Returns the bytes that the documents written so far take in the log. */
    public synchronized long bytesWritten() {
        return bytesWritten;
    }

    /** Returns the bytes that the log's files take on disk. */
    public synchronized long logBytes() {
        return files.bytes() + queue.heldBytes();
    }

    /** Returns how many files were deleted to keep the log within its limit. */
    public synchronized long removedFiles() {
        return files.removedFiles();
    }

    /** Returns what those files took on disk. */
    public synchronized long removedBytes() {
        return files.removedBytes();
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
            queue.close();
        } catch (Exception | InternalError e) {
            throw new LogException("event log " + run.log() + " was not closed in order: " + describe(e), e);
        }
    }

    private static String describe(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message.replaceAll("\\s*\\R\\s*", "; ");
    }
}
