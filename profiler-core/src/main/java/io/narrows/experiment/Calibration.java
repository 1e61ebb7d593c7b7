package io.narrows.experiment;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Estimates what a server sustains: keeps a fixed number of requests under way, lets it warm up, and counts the answers of
 * the last part.
 *
 * <p>It is an estimate from seconds, not a capacity test: the compiler may still be at work, and closed-loop load lets the
 * batcher see fuller batches than arrivals do. Rates near it can overload; 60 % of it is a fair place to look at latency.
 */
public final class Calibration {
    /** Share of the sustained maximum that {@link #suggestedRatePerS} takes. */
    public static final double SUGGESTED_SHARE = 0.6;

    /** With fewer answers in the last part, the whole time is taken, warm-up and all. */
    private static final int FEWEST_ANSWERS = 10;

    /** Requests under way. */
    public static final int DEFAULT_CONCURRENCY = 16;

    private final Target target;
    private final Texts texts;
    private final WorkloadOptions workload;
    private final int concurrency;

    public Calibration(Target target, Texts texts, WorkloadOptions workload, int concurrency) {
        this.target = target;
        this.texts = texts;
        this.workload = workload;
        this.concurrency = concurrency;
    }

    /**
     * Saturates the target and returns the answers per second after the warm-up.
     *
     * @throws LoadException when nothing was answered
     */
    public double maxPerS(Duration warmUp, Duration measured, LoadListener listener) {
        long startNs = System.nanoTime();
        List<Exchange> all = LoadTest.saturate(target, texts, workload, concurrency, warmUp.plus(measured), listener);
        long fromNs = startNs + warmUp.toNanos();
        long toNs = fromNs + measured.toNanos();
        List<Exchange> answered = all.stream().filter(Exchange::answered).toList();
        if (answered.isEmpty()) {
            throw new LoadException("calibration of http://" + target.host() + ":" + target.port() + target.path()
                    + ": none of " + all.size() + " requests was answered (" + failures(all) + ")");
        }
        long inTime = answered.stream()
                .filter(e -> e.doneNs() >= fromNs && e.doneNs() < toNs)
                .count();
        if (inTime >= FEWEST_ANSWERS) {
            return inTime / (measured.toNanos() / 1e9);
        }
        long endNs = answered.stream().mapToLong(Exchange::doneNs).reduce(toNs, Math::max);
        return answered.size() / ((endNs - startNs) / 1e9);
    }

    /** The rate to look at latency with. */
    public static double suggestedRatePerS(double maxPerS) {
        return maxPerS * SUGGESTED_SHARE;
    }

    private static String failures(List<Exchange> all) {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        all.forEach(e -> counts.merge(e.outcome(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(e -> e.getKey().text() + " " + e.getValue())
                .collect(Collectors.joining(", "));
    }
}
