package io.narrows.benchmarks.planted;

import io.narrows.profiler.Stage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Pipelines in which requests wait for each other. */
final class QueuePlants {

    private QueuePlants() {}

    /** One worker at 80 %, which only waits for a device: a second would cost nothing. */
    static Consumer<Job> tooFewWorkers(Rig rig) {
        return behindAQueue(rig, 1, false, 5);
    }

    /** Sixteen threads compute at a time on a machine with fewer cores. */
    static Consumer<Job> tooManyWorkers(Rig rig) {
        return behindAQueue(rig, 8 * Runtime.getRuntime().availableProcessors(), true, 5);
    }

    /** As many workers as cores compute, and more arrives than they can do. */
    static Consumer<Job> saturated(Rig rig) {
        return behindAQueue(rig, Runtime.getRuntime().availableProcessors(), true, 6);
    }

    private static Consumer<Job> behindAQueue(Rig rig, int workers, boolean computes, double ms) {
        ExecutorService front = rig.pool("front", 8);
        ExecutorService pool = rig.pool("model", workers);
        Stage read = rig.serving("http.read");
        Stage queue = rig.serving("queue");
        Stage forward = rig.compute("forward");
        Stage write = rig.serving("http.write");
        return job -> {
            job.trace().enter(read);
            front.execute(() -> {
                job.rest(0.8);
                job.trace().enter(queue);
                pool.execute(() -> {
                    if (computes) {
                        job.work(forward, ms);
                    } else {
                        job.rest(forward, ms);
                    }
                    job.trace().enter(write);
                    front.execute(() -> {
                        Spend.waiting(0.8);
                        rig.end(job);
                    });
                });
            });
        };
    }

    /** One request in a hundred and sixty takes a hundred times as long, and all others wait behind it. */
    static Consumer<Job> headOfLine(Rig rig) {
        ExecutorService pool = rig.pool("model", 1);
        Stage queue = rig.serving("queue");
        Stage forward = rig.compute("forward");
        Stage write = rig.serving("http.write");
        return job -> {
            job.trace().enter(queue);
            pool.execute(() -> {
                job.rest(forward, job.number() % 160 == 80 ? 180 : 1.6);
                job.rest(write, 0.3);
                rig.end(job);
            });
        };
    }

    /** All requests are read and written on one thread, which one in thirty holds up with a call that blocks. */
    static Consumer<Job> eventLoopBlocked(Rig rig) {
        ExecutorService loop = rig.pool("event-loop", 1);
        ExecutorService pool = rig.pool("model", 16);
        Stage read = rig.serving("http.read");
        Stage auth = rig.serving("auth");
        Stage forward = rig.compute("forward");
        Stage write = rig.serving("http.write");
        return job -> loop.execute(() -> {
            job.rest(read, 0.2);
            job.rest(auth, job.number() % 30 == 15 ? 60 : 0.1);
            job.trace().enter(forward);
            pool.execute(() -> {
                Spend.waiting(job.varied(4));
                job.trace().leave();
                loop.execute(() -> {
                    job.rest(write, 0.2);
                    rig.end(job);
                });
            });
        });
    }

    /** Many threads update one thing, one at a time. */
    static Consumer<Job> lock(Rig rig) {
        ExecutorService pool = rig.pool("worker", 24);
        ReentrantLock lock = new ReentrantLock(true);
        Stage read = rig.serving("http.read");
        Stage update = rig.serving("update");
        Stage forward = rig.compute("forward");
        return job -> {
            job.trace().enter(read);
            pool.execute(() -> {
                job.rest(1);
                job.trace().leave();
                lock.lock();
                try {
                    job.rest(update, 4.6);
                } finally {
                    lock.unlock();
                }
                job.rest(forward, 3);
                rig.end(job);
            });
        };
    }
}
