package io.narrows.profiler;

import io.narrows.log.TraceDocument;
import io.narrows.log.buffer.LossyEnd;
import io.narrows.log.buffer.RecordLayout;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way, from {@link Profiler#begin} to {@link #end}.
 *
 * <p>It is in one stage at a time: {@link #enter(Stage)} ends the stage before. It may be handed from thread to thread in any way
 * that makes the giver's actions visible to the taker (a queue, an executor, a future), and is used by one thread at a
 * time. Nothing here blocks, and nothing is ever thrown: calls that make no sense, such as ending twice, are counted in
 * {@link ProfilerStats#misuses}. Entering, leaving and setting attributes allocate nothing.
 *
 * <p>Two styles, which may be mixed: {@link #enter(Stage)}, {@link #leave} and {@link #end}, or try-with-resources over the trace
 * itself and over {@link #in} for a stage.
 */
public final class Trace implements AutoCloseable {
    /*
     * The way of a stage boundary, which decides what the profiler costs:
     *
     *   check      open? a stage of this profiler?
     *   clock      one reading
     *   owner      is the calling thread the one that wrote last? Then its buffer is at hand; otherwise, after a hop, it is
     *              looked up among the thread-local variables. A virtual thread has none and claims a shared buffer
     *   record     four words into the buffer, then its tail
     *
     * Without breakdowns nothing else is kept here: no list, no map, no time of the stage before. Most of the time goes
     * into the clock, and most of the rest into loads that wait for each other (trace, owner, buffer, address, tail), so
     * what is in a local variable is not read from its field again.
     */
    private static final int MAX_REASON_BYTES = 480;
    private static final Scope NO_SCOPE = () -> {};

    private final Recording recording;
    private final long serial;
    private final long traceIdHigh;
    private final long traceIdLow;
    private final long spanId;
    private final int kind;
    private final int flags;
    private final String tracestate;
    private final long startNs;

    /** Only where the recording keeps breakdowns. */
    private final @Nullable StageTotals timeline;

    private long endNs;
    private int seq;
    private boolean open;
    private boolean failed;
    private boolean lossy;

    private ThreadBuffers.@Nullable Owner owner;
    private @Nullable Scope scope;

    /** What {@link #in} and {@link #mdc} give back: what they began ends with {@link #close}. */
    public interface Scope extends AutoCloseable {
        /** Ends it; throws nothing. */
        @Override
        void close();
    }

    /** A trace of this process's own. */
    Trace(Recording recording, long serial, int kind, long startNs, long traceIdHigh, long traceIdLow) {
        this(recording, serial, kind, startNs, traceIdHigh, traceIdLow, 0, TraceContext.SAMPLED, "");
    }

    Trace(Recording recording, long serial, int kind, long startNs, TraceContext context) {
        this(
                recording,
                serial,
                kind,
                startNs,
                context.traceIdHigh(),
                context.traceIdLow(),
                context.parentSpanId(),
                context.flags(),
                context.tracestate());
    }

    private Trace(
            Recording recording,
            long serial,
            int kind,
            long startNs,
            long traceIdHigh,
            long traceIdLow,
            long parentSpanId,
            int flags,
            String tracestate) {
        this.recording = recording;
        this.serial = serial;
        this.kind = kind;
        this.startNs = startNs;
        this.endNs = startNs;
        this.traceIdHigh = traceIdHigh;
        this.traceIdLow = traceIdLow;
        this.flags = flags;
        this.tracestate = tracestate;
        // Who records nothing is no part of the trace: what goes out has the caller for its parent then.
        this.spanId = serial == 0 && parentSpanId != 0 ? parentSpanId : TraceDocument.spanId(traceIdLow, serial);
        this.timeline =
                recording.breakdowns() ? new StageTotals(recording.names().stageCount(), startNs) : null;
        this.open = recording.recording();
        if (open) {
            write(startNs, traceIdHigh, kind, RecordLayout.BEGIN);
            write(0, traceIdLow, 0, RecordLayout.ID_LOW);
            if (parentSpanId != 0) {
                write(0, parentSpanId, 0, RecordLayout.PARENT);
            }
        }
    }

    /** Number of the trace, unique in its run, from 1; 0 when nothing is recorded. */
    public long serial() {
        return serial;
    }

    /** W3C trace id: 32 lower-case hexadecimal digits, all 0 when nothing is recorded and no id was given. */
    public String traceId() {
        return Hex.of(traceIdHigh, traceIdLow);
    }

    /**
     * The header {@code traceparent} for requests that are sent out on behalf of this one, and for the response: its trace
     * id, the id of its span here, its flags. What came in goes out again when nothing is recorded; empty when there is no
     * id either. Allocates.
     */
    public String traceparent() {
        return hasId() ? Hex.traceparent(traceIdHigh, traceIdLow, spanId, flags) : "";
    }

    /** The header {@code tracestate} for requests that are sent out, as it came in; empty when there is nothing to send. */
    public String tracestate() {
        return tracestate;
    }

    private boolean hasId() {
        return (traceIdHigh | traceIdLow) != 0;
    }

    /** Ends the open stage and begins another, at one reading of the clock. */
    public void enter(Stage stage) {
        Recording to = recording;
        if (!open || stage == null || !stage.belongsTo(to.names())) {
            to.misused();
            return;
        }
        long now = to.now();
        if (timeline != null) {
            timeline.enter(stage.id(), now);
        }
        write(to, now, 0, stage.id(), RecordLayout.ENTER);
    }

    /**
     * Ends the open stage and begins another at a time taken earlier, for what was timed before it was known to which trace it
     * belongs. Does not read the clock. A time before the last one told counts as that one.
     *
     * @param stage the stage
     * @param atNs when it began, as {@link System#nanoTime()} gave it
     */
    public void enter(Stage stage, long atNs) {
        Recording to = recording;
        if (!open || stage == null || !stage.belongsTo(to.names())) {
            to.misused();
            return;
        }
        if (timeline != null) {
            timeline.enter(stage.id(), atNs);
        }
        write(to, atNs, 0, stage.id(), RecordLayout.ENTER);
    }

    /** Ends the open stage; what follows up to the next {@link #enter(Stage)} is unaccounted. */
    public void leave() {
        Recording to = recording;
        if (!open) {
            to.misused();
            return;
        }
        long now = to.now();
        if (timeline != null) {
            timeline.leave(now);
        }
        write(to, now, 0, 0, RecordLayout.LEAVE);
    }

    /** Sets an attribute; setting it again replaces its value. */
    public void attribute(Attribute attribute, long value) {
        if (usable(attribute != null && attribute.belongsTo(recording.names()))) {
            write(0, value, attribute.id(), RecordLayout.ATTRIBUTE);
        }
    }

    /**
     * Says that the request failed; it still has to be ended. The first reason counts.
     *
     * @param reason why, cut after 480 bytes of UTF-8; null, as the message of an exception may be, says nothing
     */
    public void fail(@Nullable String reason) {
        if (!usable(true) || failed) {
            return;
        }
        failed = true;
        byte[] text = Text.utf8(reason == null ? "" : reason, MAX_REASON_BYTES);
        write(0, 0, text.length, RecordLayout.FAIL);
        for (int part = 0; part * RecordLayout.TEXT_BYTES < text.length; part++) {
            int at = part * RecordLayout.TEXT_BYTES;
            write(Text.word(text, at), Text.word(text, at + Long.BYTES), part, RecordLayout.TEXT);
        }
    }

    /** Says that this request is worth keeping whatever becomes of it. */
    public void mark() {
        if (usable(true)) {
            write(0, 0, 0, RecordLayout.MARK);
        }
    }

    /** Ends the open stage and the trace. */
    public void end() {
        if (!usable(true)) {
            return;
        }
        open = false;
        long now = recording.now();
        endNs = Math.max(now, startNs);
        if (timeline != null) {
            timeline.end(now);
            endNs = timeline.lastNs();
        }
        // Loss is told before END is written. The other way round the drainer could have the trace in the log by END
        // alone, while this thread waits for a core, and take what is told then for another trace.
        boolean told = lossy;
        if (told) {
            tellLoss(seq + 1);
        }
        write(now, 0, 0, RecordLayout.END);
        owner = null; // a handle that is kept must not keep its thread
        if (lossy && !told) {
            tellLoss(seq);
        }
    }

    private void tellLoss(int records) {
        recording.endedWithLoss(
                new LossyEnd(false, serial, kind, traceIdHigh, traceIdLow, startNs, endNs, records, failed));
    }

    /** Ends the trace as {@link #end} does; does nothing when it has ended. */
    @Override
    public void close() {
        if (open) {
            end();
        }
    }

    /**
     * Enters a stage for the time of a block: {@code try (Trace.Scope s = trace.in(stage)) {...}}. Closing it is
     * {@link #leave}: it ends whichever stage is open, so blocks follow each other and are not put into each other.
     */
    public Scope in(Stage stage) {
        enter(stage);
        Scope leaving = scope;
        if (leaving == null) {
            leaving = this::leave;
            scope = leaving;
        }
        return leaving;
    }

    /**
     * Puts the trace id into SLF4J's diagnostic context (MDC) of this thread as {@code traceId}, until closed by the same
     * thread; then what was there before is there again. Does nothing for a trace without an id.
     */
    public Scope mdc() {
        return hasId() ? new MdcScope(traceId()) : NO_SCOPE;
    }

    /**
     * Enters a stage, starts something that completes later, on whichever thread, and leaves the stage when it has.
     *
     * <p>When it completes with an exception the trace is failed, but not ended. Until then the trace belongs to it: the
     * next to use the trace is what depends on the returned stage, which completes after this one has left. What completes
     * after the trace has ended counts as a misuse.
     *
     * @param stage the stage
     * @param work starts it; what it throws fails the trace and is thrown on
     * @return what {@code work} gave when that is complete already, or a stage that completes with its result
     */
    public <T> CompletionStage<T> during(Stage stage, Supplier<? extends CompletionStage<T>> work) {
        boolean wasOpen = open;
        enter(stage);
        if (!wasOpen) {
            return work.get();
        }
        CompletionStage<T> started;
        try {
            started = work.get();
        } catch (Throwable e) {
            left(e);
            throw e;
        }
        if (started instanceof CompletableFuture<T> future && future.isDone() && !future.isCompletedExceptionally()) {
            leave();
            return started;
        }
        return started.whenComplete((result, failure) -> left(failure));
    }

    private void left(@Nullable Throwable failure) {
        if (failure != null) {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            fail(String.valueOf(cause == null ? failure : cause));
        }
        leave();
    }

    /**
     * Where the time went so far, the stages of the batches that it was in included. Allocates; works after {@link #end}
     * too, and is the same then as what is written to the log. Without {@link ProfilerConfig.Builder#breakdowns} there are
     * no stages in it, and all time is unaccounted.
     */
    public Breakdown breakdown() {
        long atNs = open ? recording.now() : endNs;
        if (timeline != null) {
            return timeline.breakdown(recording.names(), atNs);
        }
        long totalNs = Math.max(atNs - startNs, 0);
        return new Breakdown(List.of(), totalNs, totalNs);
    }

    /**
     * Makes it a member of a batch.
     *
     * @param batch the batch's changes, where breakdowns are kept
     */
    boolean join(Recording batchRecording, long batchSerial, @Nullable BatchChanges batch, int addSeq) {
        if (!usable(recording == batchRecording)) {
            return false;
        }
        long now = recording.now();
        if (timeline != null && batch != null) {
            timeline.join(batch, batch.changes(), now);
        }
        write(now, batchSerial, Math.min(addSeq, RecordLayout.MAX_ID), RecordLayout.JOIN);
        return true;
    }

    private boolean usable(boolean argumentIsOurs) {
        if (open && argumentIsOurs) {
            return true;
        }
        recording.misused();
        return false;
    }

    private void write(long number, long value, int id, int type) {
        write(recording, number, value, id, type);
    }

    private void write(Recording to, long number, long value, int id, int type) {
        ThreadBuffers.Owner mine = owner;
        if (mine == null || !mine.isCurrent()) {
            mine = to.owner();
            owner = mine;
        }
        if (!to.write(mine, number, serial, value, RecordLayout.meta(seq++, id, type))) {
            lossy = true;
        }
    }
}
