package io.narrows.profiler;

import io.narrows.log.BatchDocument;
import io.narrows.log.BudgetStep;
import io.narrows.log.HistogramInterval;
import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
import io.narrows.profiler.retention.KindHistograms;
import io.narrows.profiler.retention.Retention;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Takes what was put together: counts it, tells the listeners, and writes what is kept. For the drainer alone. */
final class Keeper implements Consumer<LogDocument> {
    private final LogOutput output;
    private final Listeners listeners;
    private final KindHistograms histograms;
    private final Retention retention;

    // Of the retention, for any thread.
    private volatile long kept;

    Keeper(ProfilerConfig config, LogOutput output, Listeners listeners, long nowNs) {
        this.output = output;
        this.listeners = listeners;
        histograms = new KindHistograms(nowNs);
        retention = new Retention(
                config.sampleOneIn(), config.slowQuantile(), config.contextTraces(), output::write, this::decided);
    }

    @Override
    public void accept(LogDocument document) {
        if (document instanceof TraceDocument trace) {
            histograms.add(trace);
            retention.trace(trace);
        } else if (document instanceof BatchDocument batch) {
            if (!listeners.none()) {
                listeners.batch(batch, output.names());
            }
            retention.batch(batch);
        } else {
            output.write(document);
        }
    }

    private void decided(TraceDocument trace, boolean isKept) {
        if (!listeners.none()) {
            listeners.trace(trace, isKept, output.names());
        }
    }

    /** Keeps more or less from now on. */
    void keep(BudgetStep step) {
        retention.keep(step.level(), step.oneIn());
    }

    /** Passes on what was counted since the last time; what the writer does not take is passed on again. */
    void writeHistograms(long nowNs, Predicate<HistogramInterval> writer) {
        histograms.write(nowNs, writer);
    }

    void publishCounts() {
        kept = retention.kept();
    }

    /** Traces in the log, as of the latest pass. For any thread. */
    long kept() {
        return kept;
    }
}
