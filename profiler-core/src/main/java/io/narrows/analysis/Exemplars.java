package io.narrows.analysis;

import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Traces kept whole, for drawing: the slowest ones and a uniform sample of those in the log, in bounded memory. Which quantile a trace
 * stands for is known only at the end of the log; the sample is large enough to hold one close to any up to p99.
 * Deterministic; not thread-safe.
 */
final class Exemplars {

    private static final int SLOWEST = 64;
    private static final int SAMPLE = 1_024;

    private final PriorityQueue<TraceDocument> slowest =
            new PriorityQueue<>(Comparator.comparingLong(Exemplars::latencyNs));
    private final List<TraceDocument> sample = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(1);
    private long seen;

    void add(TraceDocument trace) {
        if (slowest.size() < SLOWEST) {
            slowest.add(trace);
        } else if (latencyNs(trace) > latencyNs(slowest.element())) {
            slowest.remove();
            slowest.add(trace);
        }
        seen++;
        if (sample.size() < SAMPLE) {
            sample.add(trace);
        } else {
            long slot = random.nextLong(seen);
            if (slot < SAMPLE) {
                sample.set((int) slot, trace);
            }
        }
    }

    /** The slowest trace, or null where there is none. */
    @Nullable
    TraceDocument slowest() {
        return slowest.stream()
                .max(Comparator.comparingLong(Exemplars::latencyNs))
                .orElse(null);
    }

    /** The kept trace whose latency is closest to a given one, or null where there is none. */
    @Nullable
    TraceDocument closestTo(long latencyNs) {
        List<TraceDocument> all = new ArrayList<>(sample);
        all.addAll(slowest);
        return all.stream()
                .min(Comparator.comparingLong((TraceDocument t) -> Math.abs(latencyNs(t) - latencyNs))
                        .thenComparingLong(TraceDocument::serial))
                .orElse(null);
    }

    private static long latencyNs(TraceDocument trace) {
        return trace.endNs() - trace.startNs();
    }
}
