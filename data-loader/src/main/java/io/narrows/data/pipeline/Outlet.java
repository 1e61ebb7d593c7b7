package io.narrows.data.pipeline;

import io.narrows.data.profile.ChunkTimes;
import io.narrows.data.profile.QueueMeter;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Chunks that were begun and that the consumer does not have, and which of their samples it gets next. Used under the
 * scheduler's lock.
 */
final class Outlet {
    /** Chunks are handed over nearly in the order in which they became ready: the first of them is one of so many. */
    private static final int FEW = 8;

    private final boolean ordered;
    private final QueueMeter meter;
    private final Consumer<Run> consumed;
    private final LinkedHashSet<Run> live = new LinkedHashSet<>();

    /** The same by first position; in kept order. */
    private final Map<Long, Run> byPosition = new HashMap<>();

    /** Those that are ready, as they were handed over; in kept order. */
    private final LinkedHashSet<Run> early = new LinkedHashSet<>();

    /** The same in completion order, which the consumer takes from. */
    private final ArrayDeque<Run> ready = new ArrayDeque<>();

    /** What the consumer takes next; in kept order. */
    private final Ranges expected;

    private @Nullable Run current;
    private @Nullable Fault failed;

    /** @param consumed told of each chunk that the consumer is done with */
    Outlet(PipelineConfig config, QueueMeter meter, Consumer<Run> consumed) {
        ordered = config.ordered();
        expected = new Ranges(config.positions());
        this.meter = meter;
        this.consumed = consumed;
    }

    /** A chunk was begun. Returns false for one that is here already, because another group had it. */
    boolean begun(Run run) {
        if (!live.add(run)) {
            return false;
        }
        if (ordered) {
            byPosition.put(run.position, run);
        }
        return true;
    }

    /** A chunk is ready. Returns whether the consumer can take something of it now. */
    boolean ready(Run run) {
        run.finish();
        meter.added(run.chargedBytes);
        if (ordered) {
            early.add(run);
        } else {
            ready.add(run);
        }
        return !ordered || isNext(run.position);
    }

    /** Whether the consumer takes this position next, whatever else is ready. */
    boolean isNext(long position) {
        return ordered && position == expected.at();
    }

    /** Whether somebody has what the consumer takes next; in completion order, whether anybody has anything. */
    boolean nextIsBegun() {
        return ordered ? byPosition.containsKey(expected.at()) : !live.isEmpty();
    }

    /** Whether no chunk is under way or waits for the consumer. */
    boolean empty() {
        return live.isEmpty();
    }

    /** Whether no whole chunk waits for the consumer; in completion order. */
    boolean nothingReady() {
        return ready.isEmpty();
    }

    /** Whether nothing is to come, where all chunks were begun. */
    boolean ended(boolean allBegun) {
        return ordered ? expected.at() < 0 : allBegun && live.isEmpty();
    }

    /**
     * What the consumer gets next. What it was given before is done with.
     *
     * @param patient in completion order, whether chunks count that somebody still works on
     * @return null where nothing is ready
     */
    @Nullable
    Piece next(boolean patient) throws FaultException {
        failAgain();
        return ordered ? inOrder() : whatIsReady(patient);
    }

    private @Nullable Piece inOrder() throws FaultException {
        while (true) {
            Run run = current == null ? byPosition.get(expected.at()) : current;
            if (run == null || !run.finished()) {
                return null;
            }
            current = run;
            int from = run.taken;
            int to = run.end();
            if (from < to) {
                run.taken = to;
                expected.pass(to - from);
                return new Piece(run, from, to, run.times);
            }
            done(run);
        }
    }

    private @Nullable Piece whatIsReady(boolean patient) throws FaultException {
        Run before = current;
        if (before != null) {
            done(before);
        }
        for (Run run = ready.poll(); run != null; run = ready.poll()) {
            int from = Math.max(run.taken, run.first());
            current = run;
            if (from < run.end()) {
                run.taken = run.end();
                return new Piece(run, from, run.end(), run.times);
            }
            done(run);
        }
        return patient ? partOfOne() : null;
    }

    private @Nullable Piece partOfOne() {
        for (Run run : live) {
            if (!run.finished() && run.publishes) {
                int from = Math.max(run.taken, run.first());
                int to = run.done();
                if (from < to) {
                    run.taken = to;
                    ChunkTimes times = run.begun.copy(); // its own is still being written
                    run.holds(times, from, to - from);
                    return new Piece(run, from, to, times);
                }
            }
        }
        return null;
    }

    /** The consumer has all of a chunk. */
    private void done(Run run) throws FaultException {
        failed = run.failure();
        failAgain();
        current = null;
        live.remove(run);
        if (ordered) {
            byPosition.remove(run.position);
            early.remove(run);
        }
        meter.removed(run.chargedBytes);
        consumed.accept(run);
    }

    private void failAgain() throws FaultException {
        Fault failure = failed;
        if (failure != null) {
            throw new FaultException(failure);
        }
    }

    /** When the first of the other chunks that are ready became so; {@link Long#MAX_VALUE} where none is. */
    long otherReadyNs(Piece piece) {
        long first = Long.MAX_VALUE;
        int looks = 0;
        for (Run run : early) { // thousands may be ready
            if (looks++ == FEW) {
                break;
            }
            if (run.times != piece.times()) {
                first = Math.min(first, run.times.readyNs());
            }
        }
        return first;
    }

    /** Samples that {@link #next} would give one after the other. */
    long readySamples() {
        long samples = 0;
        if (ordered) {
            long at = expected.at();
            for (Run run = byPosition.get(at); run != null && run.finished(); run = byPosition.get(at)) {
                samples += run.end();
                at += Math.max(run.end(), 1);
            }
        } else {
            for (Run run : ready) {
                samples += run.end() - Math.max(run.taken, run.first());
            }
        }
        return samples;
    }
}
