package io.narrows.benchmarks.loader;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A bare loop for each processor, all at once, over equal parts of the shards: what the machine gives at most to threads that
 * have nothing to do with each other.
 */
final class BareLoops implements Epoch, AutoCloseable {
    private final List<BareLoop> loops = new ArrayList<>();
    private final ExecutorService threads;

    BareLoops(List<Path> shards, int count) {
        for (int loop = 0; loop < count; loop++) {
            loops.add(new BareLoop(shards.subList(shards.size() * loop / count, shards.size() * (loop + 1) / count)));
        }
        threads = Executors.newFixedThreadPool(count);
    }

    @Override
    public Pass read() throws Exception {
        long samples = 0;
        long sum = 0;
        List<Callable<Pass>> passes = new ArrayList<>();
        loops.forEach(loop -> passes.add(loop::read));
        for (Future<Pass> pass : threads.invokeAll(passes)) {
            samples += pass.get().samples();
            sum += pass.get().sum();
        }
        return new Pass(samples, sum);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
