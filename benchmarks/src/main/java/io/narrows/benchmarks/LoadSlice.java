package io.narrows.benchmarks;

import io.narrows.experiment.Exchange;
import io.narrows.experiment.LoadListener;
import io.narrows.experiment.LoadOptions;
import io.narrows.experiment.LoadResult;
import io.narrows.experiment.LoadTest;
import io.narrows.experiment.ServerProcess;
import io.narrows.experiment.Target;
import io.narrows.experiment.Texts;
import io.narrows.experiment.WorkloadOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Load for a while: open-loop first, then as fast as it goes.
 *
 * @param ratePerS requests a second of the first part
 * @param loaded its length
 * @param saturated length of the second part
 * @param concurrency requests under way in the second part
 */
record LoadSlice(double ratePerS, Duration loaded, Duration saturated, int concurrency) {
    private static final Duration WARM_UP = Duration.ofMillis(500);

    /** Runs it; equal seeds give equal texts at equal moments. */
    Slice run(Target target, ServerProcess server, int seed) {
        Duration before = server.processorTime();
        LoadOptions options = new LoadOptions(
                ratePerS,
                WARM_UP,
                loaded,
                LoadOptions.DEFAULT_CONNECTIONS,
                LoadOptions.DEFAULT_TIMEOUT,
                WorkloadOptions.defaults(1_000L + seed));
        LoadResult load = LoadTest.run(target, Texts.builtIn(), options, LoadListener.NONE);
        if (load.failed() > 0) {
            throw new IllegalStateException(load.failed() + " requests failed: " + load.failures());
        }
        double cpuMs = server.processorTime().minus(before).toNanos() / 1e6;
        List<Double> ms = Arrays.stream(load.latenciesMs()).sorted().boxed().toList();
        if (ms.isEmpty()) {
            throw new IllegalStateException("no request in " + loaded.toMillis() + " ms at " + ratePerS + "/s");
        }
        long startNs = System.nanoTime();
        List<Exchange> closed = LoadTest.saturate(
                target,
                Texts.builtIn(),
                WorkloadOptions.defaults(2_000L + seed),
                concurrency,
                saturated,
                LoadListener.NONE);
        long endNs = startNs + saturated.toNanos();
        long answered =
                closed.stream().filter(e -> e.answered() && e.doneNs() < endNs).count();
        return new Slice(ms, cpuMs, load.answered() + load.warmUpRequests(), answered, saturated.toNanos() / 1e9);
    }
}
