package io.narrows.data.pipeline;

import io.narrows.data.profile.LoaderMeters;
import io.narrows.data.verdict.Tunable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads samples and does to them what is asked for, by threads of its own, ahead of a consumer.
 *
 * <p>It works from {@link #start} until everything is delivered or {@link #close} is called, by any thread. {@link #take} is for
 * one thread at a time.
 */
public final class Pipeline implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final long CLOSE_MS = TimeUnit.SECONDS.toMillis(10);

    private static final long INTERRUPT_AGAIN_MS = 100;

    private final PipelineConfig config;
    private final LoaderMeters meters;
    private final OpenShards shards;
    private final Scheduler scheduler;
    private final ThreadFactory factory;
    private final int number = NUMBER.incrementAndGet();
    private final List<Thread> threads = new ArrayList<>();
    private int made;

    private Pipeline(PipelineConfig config, LoaderMeters meters, ThreadFactory factory) {
        this.config = config;
        this.meters = meters;
        this.factory = factory;
        shards = new OpenShards(config.shards());
        scheduler = new Scheduler(config, shards, meters);
    }

    /** Starts reading at once. */
    public static Pipeline start(PipelineConfig config, LoaderMeters meters) {
        return start(config, meters, Thread::new);
    }

    /** Starts reading by threads that are made so; when one cannot be started, those that were are ended. */
    static Pipeline start(PipelineConfig config, LoaderMeters meters, ThreadFactory factory) {
        Pipeline pipeline = new Pipeline(config, meters, factory);
        boolean started = false;
        try {
            for (int group = 0; group < config.stages().groups().size(); group++) {
                pipeline.workers(group, config.stages().groups().get(group).workers());
            }
            started = true;
        } finally {
            if (!started) {
                pipeline.close();
            }
        }
        return pipeline;
    }

    /**
     * How many workers a group is to have from now on, at least 1. Those that are too many end after their chunk. When a thread cannot
     * be started, the group goes on with those that it has.
     */
    public void workers(int group, int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException(workers + " workers for group " + group + ": it needs at least 1");
        }
        synchronized (threads) {
            threads.removeIf(thread -> !thread.isAlive());
            for (int missing = scheduler.staff().want(group, workers); missing > 0; missing--) {
                scheduler.staff().joined(group);
                boolean started = false;
                try {
                    startOne(group);
                    started = true;
                } finally {
                    if (!started && scheduler.staff().missed(group) == 0) {
                        shards.close();
                    }
                }
            }
        }
    }

    private void startOne(int group) {
        Thread thread = factory.newThread(() -> work(group));
        thread.setName("narrows-loader-" + number + "-" + group + "-" + made++);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** The groups of workers, whose numbers may be changed. */
    public List<Tunable> groups() {
        List<Tunable> groups = new ArrayList<>();
        for (int group = 0; group < config.stages().groups().size(); group++) {
            groups.add(new Group(group, meters.stages().groups().get(group)));
        }
        return groups;
    }

    private final class Group implements Tunable {
        private static final int MOST_PER_CORE = 4;

        private final int group;
        private final String name;

        Group(int group, String name) {
            this.group = group;
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int workers() {
            return scheduler.staff().wanted(group);
        }

        @Override
        public int mostWorkers() {
            return Math.max(
                    config.stages().groups().get(group).workers(),
                    MOST_PER_CORE * Runtime.getRuntime().availableProcessors());
        }

        @Override
        public void workers(int number) {
            Pipeline.this.workers(group, number);
        }
    }

    private void work(int group) {
        Worker worker = null;
        try {
            worker = new Worker(group, config, shards, scheduler, meters);
            worker.work();
        } catch (InterruptedException e) {
            // Only close() interrupts, and it wants the thread to end.
        } catch (Throwable e) {
            Log.OF_PIPELINE.error("a worker of the loader ended", e);
            scheduler.crashed(e);
        } finally {
            if (scheduler.staff().left(group, worker != null && worker.dismissed) == 0) {
                shards.close();
            }
        }
    }

    /**
     * The next samples; waits for them.
     *
     * @return null when all were given
     * @throws FaultException when the next sample failed and is not to be left out; what came before it was given
     * @throws InterruptedException when the thread is interrupted; nothing is lost by that
     * @throws IllegalStateException when this is closed
     */
    public @Nullable Piece take() throws InterruptedException, FaultException {
        return scheduler.take();
    }

    /** Samples that the consumer could take without waiting. */
    public long readySamples() {
        return scheduler.readySamples();
    }

    /** Bytes that are held now, by estimate. */
    public long heldBytes() {
        return scheduler.budget().heldBytes();
    }

    /** The most bytes that were held at any time, by estimate. */
    public long peakBytes() {
        return scheduler.budget().peakBytes();
    }

    /**
     * Stops all work and waits until its threads have ended, for at most 10 s: one that is stuck in a decoder or transform that
     * ignores interrupts ends, and gives back what it holds, when that returns. A thread that is interrupted, before or meanwhile,
     * waits as long and stays interrupted. Calling it again does nothing.
     */
    @Override
    public void close() {
        close(CLOSE_MS);
    }

    void close(long mostMs) {
        scheduler.close();
        List<Thread> toEnd;
        synchronized (threads) {
            toEnd = new ArrayList<>(threads);
        }
        long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(mostMs);
        toEnd.remove(Thread.currentThread());
        toEnd.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread thread : toEnd) {
            while (thread.isAlive() && System.nanoTime() < untilNs) {
                try {
                    thread.join(INTERRUPT_AGAIN_MS);
                    if (thread.isAlive()) {
                        thread.interrupt(); // what it was in may have swallowed the first
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (thread.isAlive()) {
                Log.OF_PIPELINE.warn(
                        "{} is stuck in a decoder or transform and ends when that returns", thread.getName());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Made when there is something to say: starting the host's logging takes longer than starting the workers. */
    private static final class Log {
        static final Logger OF_PIPELINE = LoggerFactory.getLogger(Pipeline.class);
    }
}
