package io.narrows.data.shard;

import io.narrows.data.source.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Opens shards, several at a time, to count their samples. */
final class ShardCount {
    /** Of a source far away, opening is mostly waiting. */
    private static final int LEAST_THREADS = 4;

    /** For a source that ignores interrupts. */
    private static final long END_MS = TimeUnit.MINUTES.toMillis(1);

    private static final AtomicInteger THREADS = new AtomicInteger();

    private final List<FutureTask<Result>> tasks = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    private final AtomicInteger opened = new AtomicInteger();

    private ShardCount(Source source, List<String> names, ShardSet.Opening opening) {
        for (String name : names) {
            tasks.add(new FutureTask<>(() -> {
                Result result = count(source, name);
                opening.opened(opened.incrementAndGet(), names.size());
                return result;
            }));
        }
    }

    /** What came of one: one of the two is there. */
    record Result(
            ShardSet.@Nullable Counted shard, @Nullable IOException failure) {}

    /** Begins to count all of them; followed by {@link #results}. */
    static ShardCount start(Source source, List<String> names, ShardSet.Opening opening) {
        ShardCount count = new ShardCount(source, names, opening);
        int most = Math.max(LEAST_THREADS, Runtime.getRuntime().availableProcessors());
        for (int i = Math.min(names.size(), most); i > 0; i--) {
            Thread thread = new Thread(count::work, "narrows-data-count-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            count.threads.add(thread);
            thread.start();
        }
        return count;
    }

    private void work() {
        for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
            tasks.get(i).run();
        }
    }

    /** The results, in the order of the names; waits for them. No thread is left when it returns or throws. */
    List<Result> results() throws InterruptedException {
        try {
            List<Result> results = new ArrayList<>();
            for (FutureTask<Result> task : tasks) {
                results.add(task.get());
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
            end();
        }
    }

    private void end() throws InterruptedException {
        next.set(tasks.size());
        threads.forEach(Thread::interrupt);
        long untilMs = System.currentTimeMillis() + END_MS;
        for (Thread thread : threads) {
            thread.join(Math.max(1, untilMs - System.currentTimeMillis()));
        }
    }

    private static Result count(Source source, String name) throws InterruptedException {
        ShardFormat format = ShardFormats.of(name);
        if (format == null) {
            return new Result(null, new ShardException(name, -1, "ends with nothing that tells a format", false, null));
        }
        try (Shard shard = format.open(source, source.open(name))) {
            return new Result(new ShardSet.Counted(name, format, shard, shard.bytes(0, shard.samples())), null);
        } catch (IOException e) {
            return new Result(null, e);
        }
    }
}
