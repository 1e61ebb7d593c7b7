package io.narrows.log.buffer;

import org.jspecify.annotations.Nullable;

/**
 * Turns the stage changes of a trace and of the batches it was in into one row of spans that never overlap.
 *
 * <p>The live handle and the assembler both run this code, so a request's own breakdown and its document agree to the
 * nanosecond. Not thread-safe; follows its trace from hand to hand.
 */
public abstract class Timeline {
    /*
     * A trace is in at most one stage at a time, and each change ends what was open before.
     *
     *   own      |--queue--------------|                        |--encode--|
     *   batch              add         |--assemble--|--forward--|
     *   merged   |--queue--------------|--assemble--|--forward--|--encode--|
     *
     * - join(batch) changes nothing yet: the own stage runs on until the batch's first stage after it.
     * - An own `leave` ends own stages only, a batch's `leave` only that batch's.
     * - An own `enter` after the batch's first stage takes the trace out of the batch: its answer has gone on.
     * - At the same nanosecond the batch's change comes first.
     * - Time never runs back: a change dated before the last one counts as simultaneous with it.
     */
    private static final int NONE = -1;

    private final long startNs;
    private int stage = NONE;
    private long stageSinceNs;
    private long stageBatch;
    private long lastNs;

    private @Nullable BatchTimeline batch;
    private int nextChange;
    private boolean batchStarted;

    protected Timeline(long startNs) {
        this.startNs = startNs;
        this.lastNs = startNs;
    }

    /** Receives each span when it ends: in order of time, not overlapping, {@code batchSerial} 0 for the trace's own. */
    protected abstract void span(int stage, long startNs, long endNs, long batchSerial);

    /** Ends what is open and begins an own stage. */
    public final void enter(int newStage, long ns) {
        follow(ns);
        if (batchStarted) {
            forgetBatch();
        }
        change(newStage, 0, ns);
    }

    /** Ends the own open stage, if there is one. */
    public final void leave(long ns) {
        follow(ns);
        if (stage != NONE && stageBatch == 0) {
            change(NONE, 0, ns);
        }
    }

    /**
     * Makes the trace a member of a batch.
     *
     * @param joined the batch
     * @param fromChange the first of its changes that concerns this member
     * @param ns when it was added
     */
    public final void join(BatchTimeline joined, int fromChange, long ns) {
        follow(ns);
        if (stage != NONE && stageBatch != 0) {
            change(NONE, 0, ns);
        }
        batch = joined;
        nextChange = fromChange;
        batchStarted = false;
    }

    /** Ends what is open; the timeline must not be used for changes afterwards. */
    public final void end(long ns) {
        follow(ns);
        change(NONE, 0, ns);
        forgetBatch();
    }

    /** Takes over the batch's changes up to a time. */
    public final void follow(long ns) {
        BatchTimeline followed = batch;
        if (followed == null) {
            return;
        }
        int changes = followed.changes();
        while (nextChange < changes && followed.ns(nextChange) <= ns) {
            int newStage = followed.stage(nextChange);
            long at = followed.ns(nextChange);
            nextChange++;
            if (newStage >= 0) {
                batchStarted = true;
                change(newStage, followed.serial(), at);
                continue;
            }
            if (stage != NONE && stageBatch == followed.serial()) {
                change(NONE, 0, at);
            }
            if (newStage == BatchTimeline.ENDED) {
                forgetBatch();
                return;
            }
        }
    }

    /** When the trace began, in ns. */
    public final long startNs() {
        return startNs;
    }

    /** The latest change, in ns; the end once ended. */
    public final long lastNs() {
        return lastNs;
    }

    /** Id of the open stage, or -1. */
    public final int openStage() {
        return stage;
    }

    /** When the open stage began, in ns. */
    public final long openSinceNs() {
        return stageSinceNs;
    }

    private void change(int newStage, long newBatch, long ns) {
        long at = Math.max(ns, lastNs);
        if (stage != NONE) {
            span(stage, stageSinceNs, at, stageBatch);
        }
        stage = newStage;
        stageBatch = newBatch;
        stageSinceNs = at;
        lastNs = at;
    }

    private void forgetBatch() {
        batch = null;
        batchStarted = false;
    }
}
