package io.narrows.experiment;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/**
 * Open-loop load: arrivals come when the schedule says, whether or not earlier requests were answered, and latency counts
 * from the schedule. So a stall of the server is seen by all the requests that it would have kept waiting, not only by the
 * few that happened to be under way (coordinated omission).
 */
public final class LoadTest {
    /** Long, for a saturated server is slow. */
    private static final Duration SATURATION_TIMEOUT = Duration.ofSeconds(30);

    private static final SecureRandom IDS = new SecureRandom();

    private LoadTest() {}

    /**
     * Runs one load to its end, at most the timeout longer than its schedule. Blocks the caller; the load runs on its own
     * daemon threads.
     *
     * @throws LoadException when the options contradict each other or the thread is interrupted; failed requests are
     *     counted in the result instead
     */
    public static LoadResult run(Target target, Texts texts, LoadOptions options, LoadListener listener) {
        long measuredHigh = traceIdHigh();
        long warmUpHigh = traceIdHigh();
        long warmUpNs = options.warmUp().toNanos();
        Duration whole = options.warmUp().plus(options.duration());
        long seed = options.workload().seed();
        LoadEngine engine = new LoadEngine(
                target,
                new Workload(texts, options.workload(), target.inputName()),
                Arrivals.poisson(options.ratePerS(), whole, seed ^ 0x5EED_0A55_1A75L),
                offsetNs -> offsetNs < warmUpNs ? warmUpHigh : measuredHigh,
                options.timeout(),
                listener);
        List<Exchange> all = engine.run(options.connections());
        List<Exchange> measured =
                all.stream().filter(e -> e.traceIdHigh() == measuredHigh).toList();
        return new LoadResult(
                options, measuredHigh, engine.startNs() + warmUpNs, measured, all.size() - measured.size());
    }

    /**
     * Keeps a number of requests under way for a time: says what a server sustains, not how fast it answers.
     *
     * @param concurrency requests under way
     * @return every request, in order of sending
     * @throws LoadException when the thread is interrupted
     */
    public static List<Exchange> saturate(
            Target target,
            Texts texts,
            WorkloadOptions workload,
            int concurrency,
            Duration duration,
            LoadListener listener) {
        long traceIdHigh = traceIdHigh();
        return new LoadEngine(
                        target,
                        new Workload(texts, workload, target.inputName()),
                        Arrivals.closed(duration),
                        offsetNs -> traceIdHigh,
                        SATURATION_TIMEOUT,
                        listener)
                .run(concurrency);
    }

    /** A fresh, random first half of trace ids, never 0. */
    static long traceIdHigh() {
        return IDS.nextLong() | 1;
    }
}
