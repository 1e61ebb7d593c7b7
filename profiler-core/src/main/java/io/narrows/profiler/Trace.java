package io.narrows.profiler;

import io.narrows.log.buffer.LossyEnd;
import io.narrows.log.buffer.RecordLayout;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way, from {@link Profiler#begin} to {@link #end}.
 *
 * <p>It is in one stage at a time: {@link #enter} ends the stage before. It may be handed from thread to thread in any way
 * that makes the giver's actions visible to the taker (a queue, an executor, a future), and is used by one thread at a
 * time. Nothing here blocks, and nothing is ever thrown: calls that make no sense, such as ending twice, are counted in
 * {@link ProfilerStats#misuses}. Entering, leaving and setting attributes allocate nothing.
 */
public final class Trace {
    private static final int MAX_REASON_BYTES = 480;

    private final Recording recording;
    private final long serial;
    private final long traceIdHigh;
    private final long traceIdLow;
    private final int kind;
    private final StageTotals timeline;

    private int seq;
    private boolean open;
    private boolean failed;
    private boolean lossy;

    Trace(Recording recording, long serial, int kind, long startNs, long traceIdHigh, long traceIdLow) {
        this.recording = recording;
        this.serial = serial;
        this.kind = kind;
        this.traceIdHigh = traceIdHigh;
        this.traceIdLow = traceIdLow;
        this.timeline = new StageTotals(recording.names().stageCount(), startNs);
        this.open = recording.recording();
        if (open) {
            write(startNs, traceIdHigh, kind, RecordLayout.BEGIN);
            write(0, traceIdLow, 0, RecordLayout.ID_LOW);
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

    /** Ends the open stage and begins another, at one reading of the clock. */
    public void enter(Stage stage) {
        if (!usable(stage != null && stage.belongsTo(recording.names()))) {
            return;
        }
        long now = recording.now();
        timeline.enter(stage.id(), now);
        write(now, 0, stage.id(), RecordLayout.ENTER);
    }

    /** Ends the open stage; what follows up to the next {@link #enter} is unaccounted. */
    public void leave() {
        if (!usable(true)) {
            return;
        }
        long now = recording.now();
        timeline.leave(now);
        write(now, 0, 0, RecordLayout.LEAVE);
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
        timeline.end(now);
        // Loss is told before END is written. The other way round the drainer could have the trace in the log by END
        // alone, while this thread waits for a core, and take what is told then for another trace.
        boolean told = lossy;
        if (told) {
            tellLoss(seq + 1);
        }
        write(now, 0, 0, RecordLayout.END);
        if (lossy && !told) {
            tellLoss(seq);
        }
    }

    private void tellLoss(int records) {
        recording.endedWithLoss(new LossyEnd(
                false, serial, kind, traceIdHigh, traceIdLow, timeline.startNs(), timeline.lastNs(), records, failed));
    }

    /**
     * Where the time went so far, the stages of the batches that it was in included. Allocates; works after {@link #end}
     * too, and is the same then as what is written to the log.
     */
    public Breakdown breakdown() {
        return timeline.breakdown(recording.names(), open ? recording.now() : timeline.lastNs());
    }

    boolean join(Recording batchRecording, BatchChanges batch, int addSeq, int fromChange) {
        if (!usable(recording == batchRecording)) {
            return false;
        }
        long now = recording.now();
        timeline.join(batch, fromChange, now);
        write(now, batch.serial(), Math.min(addSeq, RecordLayout.MAX_ID), RecordLayout.JOIN);
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
        if (!recording.write(number, serial, value, RecordLayout.meta(seq++, id, type))) {
            lossy = true;
        }
    }
}
