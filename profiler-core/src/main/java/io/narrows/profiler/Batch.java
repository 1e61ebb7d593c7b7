package io.narrows.profiler;

import io.narrows.log.buffer.BatchTimeline;
import io.narrows.log.buffer.LossyEnd;
import io.narrows.log.buffer.RecordLayout;
import org.jspecify.annotations.Nullable;

/**
 * Requests that are served together. Its stages count for every member: a member's own open stage, such as waiting in a
 * queue, ends when the batch's first stage after {@link #add} begins; after the batch's last stage the member is in none
 * until its own next {@link Trace#enter(Stage)}.
 *
 * <p>Threads and misuse: as for {@link Trace}.
 */
public final class Batch {
    /** Name of the attribute that {@link #padded} sets to the sum of the members' weights. */
    public static final String USEFUL = "batch.tokens";

    /** Name of the attribute that {@link #padded} sets to what was computed for them, padding included. */
    public static final String COMPUTED = "batch.padded_tokens";

    private final Recording recording;
    private final long serial;

    /** Only where the recording keeps breakdowns. */
    private final @Nullable BatchChanges changes;

    private int seq;
    private boolean open;
    private boolean failed;
    private boolean lossy;
    private ThreadBuffers.@Nullable Owner owner;
    private long startNs;
    private long useful;

    Batch(Recording recording, long serial) {
        this.recording = recording;
        this.serial = serial;
        this.changes = recording.breakdowns() ? new BatchChanges(serial) : null;
        this.open = recording.recording();
        if (open) {
            startNs = recording.now();
            write(startNs, 0, 0, RecordLayout.BATCH_BEGIN);
        }
    }

    /** Number of the batch, unique in its run, from 1; 0 when nothing is recorded. */
    public long serial() {
        return serial;
    }

    /**
     * Adds a member. The caller must be the user of both.
     *
     * @param trace the member
     * @param weight its share of the batch's work, in any unit (tokens, rows)
     */
    public void add(Trace trace, long weight) {
        if (usable(trace != null) && trace.join(recording, serial, changes, seq)) {
            write(weight, trace.serial(), 0, RecordLayout.BATCH_ADD);
            useful += weight;
        }
    }

    /** Ends the open stage and begins another, at one reading of the clock. */
    public void enter(Stage stage) {
        if (usable(stage != null && stage.belongsTo(recording.names()))) {
            long now = recording.now();
            changed(stage.id(), now);
            write(now, 0, stage.id(), RecordLayout.BATCH_ENTER);
        }
    }

    /** Ends the open stage. */
    public void leave() {
        if (usable(true)) {
            long now = recording.now();
            changed(BatchTimeline.LEFT, now);
            write(now, 0, 0, RecordLayout.BATCH_LEAVE);
        }
    }

    /** Sets an attribute; setting it again replaces its value. */
    public void attribute(Attribute attribute, long value) {
        if (usable(attribute != null && attribute.belongsTo(recording.names()))) {
            write(0, value, attribute.id(), RecordLayout.BATCH_ATTRIBUTE);
        }
    }

    /**
     * Says how much the batch computes in all, padding included. It is kept with the members' weights as the attributes
     * {@link #COMPUTED} and {@link #USEFUL}, from which a report tells how much of the work was padding. Call it after the
     * last {@link #add}; calling it again replaces both.
     *
     * @param computed in the unit of the weights, at least their sum: for texts padded to the longest, texts times its tokens
     */
    public void padded(long computed) {
        if (usable(true)) {
            Names.@Nullable Padding names = recording.names().padding();
            if (names == null) {
                recording.misused();
                return;
            }
            write(0, useful, names.useful().id(), RecordLayout.BATCH_ATTRIBUTE);
            write(0, computed, names.computed().id(), RecordLayout.BATCH_ATTRIBUTE);
        }
    }

    /** Says that the batch failed as a whole; its members are failed one by one by their users. */
    public void fail() {
        if (usable(true)) {
            failed = true;
            write(0, 0, 0, RecordLayout.BATCH_FAIL);
        }
    }

    /** Ends the open stage and the batch. */
    public void end() {
        if (usable(true)) {
            open = false;
            long now = recording.now();
            changed(BatchTimeline.ENDED, now);
            // In this order for the reason that Trace.end gives.
            boolean told = lossy;
            if (told) {
                tellLoss(now, seq + 1);
            }
            write(now, 0, 0, RecordLayout.BATCH_END);
            owner = null;
            if (lossy && !told) {
                tellLoss(now, seq);
            }
        }
    }

    private void changed(int stage, long ns) {
        if (changes != null) {
            changes.add(stage, ns);
        }
    }

    private void tellLoss(long endNs, int records) {
        recording.endedWithLoss(new LossyEnd(true, serial(), 0, 0, 0, startNs, endNs, records, failed));
    }

    private boolean usable(boolean argumentIsOurs) {
        if (open && argumentIsOurs) {
            return true;
        }
        recording.misused();
        return false;
    }

    private void write(long number, long value, int id, int type) {
        ThreadBuffers.Owner mine = owner;
        if (mine == null || !mine.isCurrent()) {
            mine = recording.owner();
            owner = mine;
        }
        if (!recording.write(mine, number, serial, value, RecordLayout.meta(seq++, id, type))) {
            lossy = true;
        }
    }
}
