package io.narrows.data.profile;

import io.narrows.profiler.NanoClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How long the consumer waits for data, and why. The loader calls it from inside {@code next()}: {@link #asked}, then for each
 * chunk that goes into the batch {@link #took}, with {@link #waits} before it where the chunk was not there yet, then {@link
 * #delivered}, or {@link #finished} where there is nothing more. Used by one thread at a time; read by any.
 *
 * <p>Two readings of the clock for a batch, two more for a chunk that was waited for.
 */
public final class ConsumerMeter {
    private static final int START = 0;
    private static final int SINCE = 1;
    private static final int STATE = 2;
    private static final int BATCHES = 3;
    private static final int SAMPLES = 4;
    private static final int BYTES = 5;
    private static final int ASKED_FIRST = 6;
    private static final int DELIVERED_FIRST = 7;
    private static final int DELIVERED_LAST = 8;
    private static final int STEADY_FROM = 9;
    private static final int STEADY_BATCHES = 10;
    private static final int OWN = 11;
    private static final int WAIT = 12;
    private static final int INSIDE = 13;
    private static final int SET_UP = 14;
    private static final int CAUSES = 15;

    private static final int ALL_CAUSES = WaitCause.values().length;
    private static final WaitCause[] CAUSE = WaitCause.values();

    private final NanoClock clock;
    private final LoaderStages stages;
    private final StoppedTime stopped;
    private final LongConsumer afterDelivery;
    private final WaitSplit split;
    private final WaitHistogram histogram = new WaitHistogram();
    private final Cells cells;
    private final int steadyCauses = CAUSES + ALL_CAUSES;
    private final int stageWaits = steadyCauses + ALL_CAUSES;
    private final int steadyOwn;

    private long waitFromNs;
    private long stoppedAtWait;
    private final long[] batchCauseNs = new long[ALL_CAUSES];
    private long batchWaitNs;
    private boolean batchCold;
    private long ownNs;
    private boolean failed;
    private final List<ChunkTimes> chunks = new ArrayList<>();
    private @Nullable ChunkTimes takenLast;
    private long inHandNs;

    ConsumerMeter(NanoClock clock, LoaderStages stages, StoppedTime stopped, LongConsumer afterDelivery) {
        this.clock = clock;
        this.stages = stages;
        this.stopped = stopped;
        this.afterDelivery = afterDelivery;
        split = new WaitSplit(stages);
        steadyOwn = stageWaits + stages.count();
        cells = new Cells(steadyOwn + 1);
        long now = clock.nanoTime();
        cells.begin();
        cells.set(START, now);
        cells.set(SINCE, now);
        cells.set(STATE, SET_UP);
        cells.end();
    }

    /** The consumer asks for the next batch, or again for one that it did not get: what it waited for that is this one's. */
    public void asked() {
        long now = clock.nanoTime();
        long own = cells.get(STATE) == OWN ? now - cells.get(SINCE) : 0;
        inHandNs = now;
        if (failed) {
            ownNs += own;
            failed = false;
        } else {
            ownNs = own;
            chunks.clear();
            batchWaitNs = 0;
            batchCold = false;
            Arrays.fill(batchCauseNs, 0);
        }
        cells.begin();
        if (cells.get(STATE) == SET_UP) {
            cells.set(ASKED_FIRST, now);
        }
        to(INSIDE, now);
        cells.end();
    }

    /** The chunk that is needed next is not there; the consumer is about to wait for it. */
    public void waits() {
        stoppedAtWait = stopped.ns();
        waitFromNs = clock.nanoTime();
        cells.begin();
        to(WAIT, waitFromNs);
        cells.end();
    }

    /**
     * The consumer takes a chunk, of which something goes into the batch. Once for each chunk, though several batches may come of it.
     *
     * @param chunk its journal, to which nobody writes any more
     * @param otherReadyNs where it was waited for: when the first of the other chunks that are ready by now became so ({@link
     *     ChunkTimes#readyNs}), or {@link Long#MAX_VALUE} where none is, or where the order is that of completion
     */
    public void took(ChunkTimes chunk, long otherReadyNs) {
        batchCold |= chunk.isCold();
        chunks.add(chunk);
        takenLast = chunk;
        boolean waited = cells.get(STATE) == WAIT;
        long now = waited ? clock.nanoTime() : inHandNs;
        chunk.ready(now);
        if (waited) {
            split.of(chunk, waitFromNs, now, otherReadyNs, stopped.ns() - stoppedAtWait);
            waited(now);
        }
    }

    private void waited(long now) {
        batchWaitNs += now - waitFromNs;
        inHandNs = now;
        cells.begin();
        to(INSIDE, now);
        for (WaitCause cause : CAUSE) {
            batchCauseNs[cause.number()] += split.causeNs(cause);
            cells.add(CAUSES + cause.number(), split.causeNs(cause));
        }
        for (int stage = 0; stage < stages.count(); stage++) {
            cells.add(stageWaits + stage, split.stageNs(stage));
        }
        cells.end();
    }

    /** The consumer goes away with a batch. One for which no chunk was taken is of what was left of the last one. */
    public void delivered(int samples, long bytes) {
        long now = clock.nanoTime();
        ChunkTimes last = takenLast;
        if (chunks.isEmpty() && last != null) {
            chunks.add(last);
            batchCold = last.isCold();
        }
        cells.begin();
        to(OWN, now);
        cells.add(SAMPLES, samples);
        cells.add(BYTES, bytes);
        cells.add(BATCHES, 1);
        boolean steady = cells.get(STEADY_FROM) != 0;
        for (int cause = 0; cause < ALL_CAUSES; cause++) {
            cells.add(steadyCauses + cause, steady ? batchCauseNs[cause] : 0);
        }
        if (steady) {
            histogram.add(batchWaitNs);
            cells.add(STEADY_BATCHES, 1);
            cells.add(steadyOwn, ownNs);
        } else if (!batchCold) {
            cells.set(STEADY_FROM, now);
        }
        if (cells.get(BATCHES) == 1) {
            cells.set(DELIVERED_FIRST, now);
        }
        cells.set(DELIVERED_LAST, now);
        cells.end();
        afterDelivery.accept(now);
    }

    /**
     * There is no further batch, or asking for one failed. What was waited without success is unexplained; where the consumer asks
     * again, it is a part of the wait for the batch that it then gets.
     */
    public void finished() {
        long now = clock.nanoTime();
        if (cells.get(STATE) == WAIT) {
            split.unexplained(now - waitFromNs);
            waited(now);
        }
        failed = true;
        cells.begin();
        to(OWN, now);
        cells.end();
    }

    private void to(int state, long now) {
        cells.add((int) cells.get(STATE), now - cells.get(SINCE));
        cells.set(SINCE, now);
        cells.set(STATE, state);
    }

    /** The chunks that were taken for the batch that was delivered last. Not copied. */
    List<ChunkTimes> chunks() {
        return chunks;
    }

    /** When it had all that goes into that batch: when it asked, or when its last wait ended. */
    long inHandNs() {
        return inHandNs;
    }

    /** Wait for the batch that was delivered last. */
    long batchWaitNs() {
        return batchWaitNs;
    }

    long batchCauseNs(WaitCause cause) {
        return batchCauseNs[cause.number()];
    }

    /** Any thread. */
    ConsumerFigures figures(long nowNs) {
        long[] read = cells.read();
        int state = (int) read[STATE];
        long inStateNs = Math.max(0, nowNs - read[SINCE]);
        long steadyFromNs = read[STEADY_FROM];
        long[] waits = histogram.quantiles(0.5, 0.9, 0.99);
        return new ConsumerFigures(
                state == WAIT ? "waits" : state == OWN ? "works" : state == INSIDE ? "takes" : "not asked yet",
                inStateNs,
                read[ASKED_FIRST] == 0 ? inStateNs : read[ASKED_FIRST] - read[START],
                read[DELIVERED_FIRST] == 0 ? ConsumerFigures.NOT_YET : read[DELIVERED_FIRST] - read[START],
                read[BATCHES],
                read[SAMPLES],
                read[BYTES],
                read[ASKED_FIRST] == 0 ? inStateNs : read[SINCE] - read[START],
                read[OWN],
                read[INSIDE],
                ConsumerFigures.causes(read, CAUSES),
                read[STEADY_BATCHES],
                steadyFromNs == 0 ? 0 : read[DELIVERED_LAST] - steadyFromNs,
                read[steadyOwn],
                ConsumerFigures.causes(read, steadyCauses),
                waits[0],
                waits[1],
                waits[2],
                ConsumerFigures.stages(read, stageWaits, stages));
    }
}
