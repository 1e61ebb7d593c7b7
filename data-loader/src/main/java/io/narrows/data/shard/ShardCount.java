package io.narrows.data.shard;

import io.narrows.data.source.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Opens shards, several at a time, to count their samples. */
final class ShardCount {
    /** Of a source far away, opening is mostly waiting. */
    private static final int LEAST_THREADS = 4;

    private static final AtomicInteger THREADS = new AtomicInteger();

    private ShardCount() {}

    /** What came of one: one of the two is there. */
    record Result(
            ShardSet.@Nullable Counted shard, @Nullable IOException failure) {}

    /** Counts all of them; the results are in the order of the names. */
    static List<Result> of(Source source, List<String> names) throws InterruptedException {
        int threads = Math.min(
                names.size(), Math.max(LEAST_THREADS, Runtime.getRuntime().availableProcessors()));
        if (threads <= 1) {
            List<Result> results = new ArrayList<>();
            for (String name : names) {
                results.add(count(source, name));
            }
            return results;
        }
        ExecutorService executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "narrows-data-count-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<Result>> futures = new ArrayList<>();
            for (String name : names) {
                futures.add(executor.submit(() -> count(source, name)));
            }
            List<Result> results = new ArrayList<>();
            for (Future<Result> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof Error error) {
                throw error;
            }
            if (cause instanceof RuntimeException exception) {
                throw exception;
            }
            throw new IllegalStateException(cause);
        } finally {
            executor.shutdownNow();
            executor.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private static Result count(Source source, String name) throws InterruptedException {
        ShardFormat format = ShardFormats.of(name);
        if (format == null) {
            return new Result(null, new ShardException(name, -1, "ends with nothing that tells a format", false, null));
        }
        try (Shard shard = format.open(source, source.open(name))) {
            return new Result(new ShardSet.Counted(name, format, shard), null);
        } catch (IOException e) {
            return new Result(null, e);
        }
    }
}
