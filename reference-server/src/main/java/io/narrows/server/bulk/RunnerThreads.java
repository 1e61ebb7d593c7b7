package io.narrows.server.bulk;

import io.narrows.server.model.TextModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Threads with a runner each. {@link #close} waits for forwards that are under way: they cannot be interrupted. */
final class RunnerThreads implements AutoCloseable {
    private final List<TextModel.Runner> runners = new ArrayList<>();
    private final BlockingQueue<TextModel.Runner> free;
    private final ExecutorService threads;

    RunnerThreads(TextModel model, int count) {
        AtomicInteger number = new AtomicInteger();
        free = new ArrayBlockingQueue<>(count);
        threads = Executors.newFixedThreadPool(
                count, work -> new Thread(work, "narrows-embed-" + number.incrementAndGet()));
        boolean opened = false;
        try {
            for (int i = 0; i < count; i++) {
                runners.add(model.newRunner());
            }
            opened = true;
        } finally {
            if (!opened) {
                close();
            }
        }
        free.addAll(runners);
    }

    /** Lets a runner do something as soon as one is free. */
    <T> Future<T> run(Function<TextModel.Runner, T> work) {
        return threads.submit(() -> {
            TextModel.Runner runner = free.take();
            try {
                return work.apply(runner);
            } finally {
                free.add(runner);
            }
        });
    }

    @Override
    public void close() {
        threads.shutdownNow();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        runners.forEach(TextModel.Runner::close);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
