package io.narrows.data.command;

import io.narrows.cli.CommandException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** The option {@code --threads} of commands that read several shards at a time, and those threads. */
final class ShardThreads {
    private static final int MOST = 1024;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Shards that are read at a time; 0: as many as there are processors. Default: ${DEFAULT-VALUE}.",
            defaultValue = "0")
    private int threads;

    /**
     * Checks what was given.
     *
     * @throws CommandException when it is no number of threads
     */
    void check() {
        if (threads < 0 || threads > MOST) {
            throw CommandException.usage("--threads is " + threads + ", must be 0 to " + MOST);
        }
    }

    /**
     * Does all tasks, one for each shard, several at a time. No thread is left when it returns or throws.
     *
     * @return what came of them, in their order
     * @throws IllegalStateException when one throws a checked exception, which is the cause
     */
    <T> List<T> each(List<Callable<T>> tasks) throws InterruptedException {
        int many = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        ExecutorService executor = Executors.newFixedThreadPool(Math.max(1, Math.min(many, tasks.size())));
        try {
            List<Future<T>> futures = new ArrayList<>();
            tasks.forEach(task -> futures.add(executor.submit(task)));
            List<T> done = new ArrayList<>();
            for (Future<T> future : futures) {
                done.add(future.get());
            }
            return done;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            executor.shutdownNow();
            executor.awaitTermination(1, TimeUnit.MINUTES);
        }
    }
}
