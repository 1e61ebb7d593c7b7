package io.narrows.profiler.retention;

import io.narrows.log.BatchDocument;
import io.narrows.log.BudgetStep.Level;
import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Kept;
import io.narrows.log.TraceDocument.Outcome;
import io.narrows.log.TraceDocument.Span;
import io.narrows.log.buffer.Sampling;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides about each trace when it has ended whether it is written whole, with which weight, and what is written for its
 * sake. Not thread-safe.
 *
 * <p>Takes traces and batches as they are put together, a batch before its members.
 */
public final class Retention {
    /*
     *   failed, marked, abandoned, or slow for its kind     weight 1   each stands for itself
     *   else chosen by its trace id, one in N               weight N   each stands for N like it
     *   else it ran beside a slow, failed or marked one     weight 0   to look at; stands for none
     *   else                                                           not written
     *
     * Whether a trace is in the first group does not depend on the sampling, so the sum of the weights is on average the
     * number of traces: every trace of the first group adds 1, every other one N with probability 1/N. Weight 0 is what
     * keeps it so when the log has traces that were taken because of their neighbours.
     */
    private final double slowQuantile;
    private final ContextWindow context;
    private final PendingBatches batches = new PendingBatches();
    private final Consumer<LogDocument> log;
    private final Decided decided;
    private @Nullable SlowThreshold[] slow = new SlowThreshold[0];
    private Level level = Level.FULL;
    private int oneIn;
    private long keptCount;

    /** Is told what became of each trace. */
    @FunctionalInterface
    public interface Decided {
        /**
         * A trace was decided on, and written if it is kept.
         *
         * @param trace with its weight and reason where it is kept; as it came otherwise
         * @param kept whether it is in the log
         */
        void decided(TraceDocument trace, boolean kept);
    }

    /**
     * Makes a retention at the level that is configured.
     *
     * @param oneIn of how many usual traces one is kept, a power of two
     * @param slowQuantile from which quantile of its kind on a trace is slow
     * @param contextTraces how many traces that are not kept wait for a slow one beside them
     * @param log takes what is kept; must not throw
     * @param decided is told about every trace; must not throw
     */
    public Retention(int oneIn, double slowQuantile, int contextTraces, Consumer<LogDocument> log, Decided decided) {
        this.oneIn = oneIn;
        this.slowQuantile = slowQuantile;
        this.context = new ContextWindow(contextTraces);
        this.log = log;
        this.decided = decided;
    }

    /** Keeps more or less from now on. */
    public void keep(Level newLevel, int newOneIn) {
        level = newLevel;
        oneIn = newOneIn;
        if (level == Level.HISTOGRAMS) {
            context.clear();
        }
    }

    /** Traces that were written, those with weight 0 included. */
    public long kept() {
        return keptCount;
    }

    /** Takes a batch; written now when all traces are kept, else before its first member that is. */
    public void batch(BatchDocument batch) {
        if (level != Level.HISTOGRAMS && oneIn == 1) {
            log.accept(batch);
        } else {
            batches.add(batch);
        }
    }

    /** Takes a trace that ended or was given up. */
    public void trace(TraceDocument trace) {
        Kept reason = reason(trace);
        if (level == Level.HISTOGRAMS) {
            decided.decided(trace, false);
        } else if (reason != Kept.SAMPLED) {
            write(trace, 1, reason);
            if (reason != Kept.ABANDONED) {
                context.trigger(trace, this::writeContext);
            }
        } else if (Sampling.keeps(trace.traceIdHigh(), trace.traceIdLow(), oneIn)) {
            write(trace, oneIn, Kept.SAMPLED);
        } else {
            decided.decided(trace, false);
            context.add(trace, this::writeContext);
        }
    }

    private Kept reason(TraceDocument trace) {
        Kept reason = Kept.of(trace.outcome(), trace.marked());
        if (trace.outcome() == Outcome.OK) {
            SlowThreshold threshold = threshold(trace.kind());
            long durationNs = trace.endNs() - trace.startNs();
            if (reason == Kept.SAMPLED && threshold.slow(durationNs)) {
                reason = Kept.SLOW;
            }
            threshold.add(durationNs);
        }
        return reason;
    }

    private SlowThreshold threshold(int kind) {
        if (kind >= slow.length) {
            slow = Arrays.copyOf(slow, kind + 8);
        }
        SlowThreshold found = slow[kind];
        if (found == null) {
            found = new SlowThreshold(slowQuantile);
            slow[kind] = found;
        }
        return found;
    }

    private void write(TraceDocument trace, double weight, Kept reason) {
        writeBatchesOf(trace);
        TraceDocument kept = trace.with(weight, reason);
        keptCount++;
        log.accept(kept);
        decided.decided(kept, true);
    }

    private void writeContext(TraceDocument trace) {
        writeBatchesOf(trace);
        keptCount++;
        log.accept(trace.with(0, Kept.CONTEXT));
    }

    private void writeBatchesOf(TraceDocument trace) {
        if (batches.size() == 0) {
            return;
        }
        List<Span> spans = trace.spans();
        for (int i = 0; i < spans.size(); i++) {
            long serial = spans.get(i).batchSerial();
            BatchDocument batch = serial == 0 ? null : batches.take(serial);
            if (batch != null) {
                log.accept(batch);
            }
        }
    }
}
