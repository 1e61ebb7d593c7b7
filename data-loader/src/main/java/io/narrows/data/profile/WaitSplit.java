package io.narrows.data.profile;

import java.util.Arrays;

/**
 * Splits one wait of the consumer by its causes and by the stages that it waited for. Used by one thread; keeps the split until
 * the next.
 */
final class WaitSplit {
    /*
     * The wait is an interval, and so is each row of the journal of the chunk that ended it; what they share is the cause's.
     *
     *   asked                taken up        read   decoded        ready     arrived
     *     |--- not taken up ----|--- its rows, one after the other ---|--------|
     *
     *   not taken up   what its worker did meanwhile: the chunk before (by its parts), held back, asleep until another had
     *                  opened or read something, or asleep
     *   a stage        the cause of its kind, less the part for which the worker had no core
     *   a queue        CPU: the workers of the next group had no hand free
     *   behind ready   the consumer had not woken up yet
     *
     * From the moment on at which other data was ready, the order is what made it wait: that comes before what the chunk itself was
     * in. A chunk that is its worker's first makes the whole wait a cold start. The time of the collector is known for the
     * whole wait only, and is taken from all causes in proportion. What rounding leaves goes to UNEXPLAINED, so that the sum is
     * the wait.
     */

    private final LoaderStages stages;
    private final long[] causeNs = new long[WaitCause.values().length];
    private final long[] stageNs;

    WaitSplit(LoaderStages stages) {
        this.stages = stages;
        stageNs = new long[stages.count()];
    }

    /** Time of a cause in the last wait. */
    long causeNs(WaitCause cause) {
        return causeNs[cause.number()];
    }

    /** Part of the last wait in which the chunk was in a stage. */
    long stageNs(int stage) {
        return stageNs[stage];
    }

    /**
     * Splits.
     *
     * @param chunk that ended the wait
     * @param fromNs when the wait began
     * @param toNs when it ended
     * @param otherReadyNs when the first other chunk of those that are ready now became so; {@link Long#MAX_VALUE} without one
     * @param gcNs time for which the collector had stopped all threads since the wait began
     */
    void of(ChunkTimes chunk, long fromNs, long toNs, long otherReadyNs, long gcNs) {
        clear();
        long wait = Math.max(0, toNs - fromNs);
        rows(chunk, fromNs, toNs);
        if (chunk.isCold()) {
            clearCauses();
            add(WaitCause.COLD_START, wait);
        } else {
            headOfLine(chunk, fromNs, toNs, otherReadyNs);
        }
        collector(wait, gcNs);
        long sum = 0;
        for (long ns : causeNs) {
            sum += ns;
        }
        add(WaitCause.UNEXPLAINED, wait - sum);
    }

    /** A wait that no chunk ended. */
    void unexplained(long waitNs) {
        clear();
        add(WaitCause.UNEXPLAINED, Math.max(0, waitNs));
    }

    private void rows(ChunkTimes chunk, long fromNs, long toNs) {
        if (chunk.rows() == 0) {
            return;
        }
        int ahead = chunk.aheadRows();
        notTakenUp(
                ahead > 0 ? chunk.aheadBefore() : chunk.before(),
                fromNs,
                Math.min(toNs, chunk.startedNs()),
                chunk.startedNs());
        for (int row = 0; row < chunk.rows(); row++) {
            long from = Math.max(fromNs, chunk.fromNs(row));
            long until = Math.min(toNs, chunk.untilNs(row));
            if (until > from) {
                if (row == ahead - 1 && row + 1 < chunk.rows()) {
                    notTakenUp(chunk.before(), from, until, chunk.untilNs(row));
                } else {
                    row(chunk, row, until - from);
                }
            }
        }
    }

    /**
     * Splits a time before a worker took something up.
     *
     * @param before what that worker did before
     * @param takenUpNs when it took it up
     */
    private void notTakenUp(ChunkTimes.Before before, long fromNs, long untilNs, long takenUpNs) {
        if (untilNs <= fromNs) {
            return;
        }
        long servedUntil = Math.max(fromNs, Math.min(untilNs, before.servedUntilNs()));
        long served = servedUntil - fromNs;
        long io = (long) (served * before.ioPart());
        add(WaitCause.IO, io);
        add(WaitCause.CPU, served - io);
        long idle = untilNs - servedUntil;
        double window = (double) takenUpNs - before.servedUntilNs();
        long blocked = window <= 0 ? 0 : Math.min(idle, (long) (idle * (before.blockedNs() / window)));
        long others = window <= 0 ? 0 : Math.min(idle - blocked, (long) (idle * (before.waitIoNs() / window)));
        add(WaitCause.BACK_PRESSURE, blocked);
        add(WaitCause.IO, others);
        add(WaitCause.HAND_OVER, idle - blocked - others);
    }

    private void row(ChunkTimes chunk, int row, long ns) {
        int state = chunk.state(row);
        if (state == ChunkTimes.QUEUED) {
            boolean goesOn = row + 1 < chunk.rows() && chunk.state(row + 1) >= 0;
            add(goesOn ? WaitCause.CPU : WaitCause.HAND_OVER, ns);
            if (goesOn) {
                stageNs[chunk.state(row + 1)] += ns;
            }
            return;
        }
        if (state < 0) {
            add(WaitCause.BACK_PRESSURE, ns);
            return;
        }
        long noCore = (long) (ns * chunk.noCorePart(row));
        add(WaitCause.NO_FREE_CORE, noCore);
        long visit = chunk.untilNs(row) - chunk.fromNs(row);
        long read = visit <= 0 ? 0 : (long) ((double) ns * chunk.readNs(row) / visit);
        long decompress = visit <= 0 ? 0 : (long) ((double) ns * chunk.decompressNs(row) / visit);
        stageNs[LoaderStages.READ] += read;
        stageNs[LoaderStages.DECOMPRESS] += decompress;
        stageNs[state] += ns - read - decompress;
        long left = ns - noCore;
        long io = stages.all().get(state).kind().cause() == WaitCause.IO ? left : (long) ((double) left * read / ns);
        add(WaitCause.IO, io);
        add(WaitCause.CPU, left - io);
    }

    /** What was waited from the moment on at which other data was ready and until this chunk was is the order's. */
    private void headOfLine(ChunkTimes chunk, long fromNs, long toNs, long otherReadyNs) {
        long from = Math.max(fromNs, otherReadyNs);
        long until = Math.min(toNs, chunk.readyNs());
        if (until <= from) {
            return;
        }
        long[] stagesOfAll = stageNs.clone();
        clearCauses();
        rows(chunk, fromNs, from);
        rows(chunk, until, toNs);
        add(WaitCause.HEAD_OF_LINE, until - from);
        System.arraycopy(stagesOfAll, 0, stageNs, 0, stageNs.length);
    }

    private void collector(long wait, long gcNs) {
        long gc = Math.min(wait, gcNs);
        if (gc <= 0) {
            return;
        }
        double rest = (double) (wait - gc) / wait;
        for (int cause = 0; cause < causeNs.length; cause++) {
            causeNs[cause] = (long) (causeNs[cause] * rest);
        }
        add(WaitCause.GC, gc);
    }

    private void add(WaitCause cause, long ns) {
        causeNs[cause.number()] += ns;
    }

    private void clear() {
        clearCauses();
        Arrays.fill(stageNs, 0);
    }

    private void clearCauses() {
        Arrays.fill(causeNs, 0);
    }
}
