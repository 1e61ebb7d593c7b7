package io.narrows.server;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Fixed pools of named threads behind bounded queues. */
final class Pools {
    private Pools() {}

    /** A pool that refuses what finds no room. */
    static ThreadPoolExecutor refusing(String name, int threads, int queueSize) {
        return pool(name, threads, queueSize, new ThreadPoolExecutor.AbortPolicy());
    }

    /** A pool whose caller does the work himself when there is no room, which slows him down. */
    static ThreadPoolExecutor slowing(String name, int threads, int queueSize) {
        return pool(name, threads, queueSize, new ThreadPoolExecutor.CallerRunsPolicy());
    }

    private static ThreadPoolExecutor pool(String name, int threads, int queueSize, RejectedExecutionHandler full) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queueSize),
                task -> new Thread(task, name + number.getAndIncrement()),
                full);
    }

    /** A thread that calls back at certain times, as soon as anybody asks for that; what is not due when it is stopped is forgotten. */
    static ScheduledThreadPoolExecutor timer(String name) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, name));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return timer;
    }

    /** Lets a pool finish what it has and ends its threads. */
    static void stop(ThreadPoolExecutor pool) {
        pool.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (pool.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
