package io.narrows.profiler;

import io.narrows.log.BatchDocument;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells all listeners, and counts what they throw. For the drainer alone, except {@link #failures}. */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Profiler.class);

    private final List<TraceListener> all;
    private volatile long failures;

    Listeners(List<TraceListener> all) {
        this.all = all;
    }

    boolean none() {
        return all.isEmpty();
    }

    void batch(BatchDocument batch, StageTable names) {
        tell(listener -> listener.batch(batch, names));
    }

    void trace(TraceDocument trace, boolean kept, StageTable names) {
        tell(listener -> listener.trace(trace, kept, names));
    }

    void counts(ProfilerStats stats) {
        tell(listener -> listener.counts(stats));
    }

    void close() {
        tell(TraceListener::close);
    }

    /** Calls that threw. For any thread. */
    long failures() {
        return failures;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the one thread that drains
    private void tell(Consumer<TraceListener> call) {
        for (int i = 0; i < all.size(); i++) {
            try {
                call.accept(all.get(i));
            } catch (Throwable e) { // it is not ours, and must not end the drainer
                if (failures == 0) {
                    HostLog.say(() -> LOG.warn("a trace listener failed, as it may again; this is counted", e));
                }
                failures = failures + 1;
            }
        }
    }
}
