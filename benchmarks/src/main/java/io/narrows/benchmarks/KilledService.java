package io.narrows.benchmarks;

import io.narrows.profiler.Batch;
import io.narrows.profiler.Kind;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;
import io.narrows.profiler.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A service with a profiler in it, made to be killed: two threads take requests, one makes batches of them, two run these,
 * and two more write the answers and note the traces that ended.
 */
final class KilledService {
    static final String ARGUMENT = "--killed-service";

    /** Spans of each of its traces: read, queue, assemble, forward, encode, write. */
    static final int SPANS = 6;

    private static final int BATCH = 8;
    private static final long BETWEEN_NS = TimeUnit.MICROSECONDS.toNanos(400);

    private final Profiler profiler;
    private final EndedTraces ended;
    private final BlockingQueue<Request> arrived = new ArrayBlockingQueue<>(256);
    private final Kind kind;
    private final Stage read;
    private final Stage queue;
    private final Stage assemble;
    private final Stage forward;
    private final Stage encode;
    private final Stage write;

    private record Request(long id, Trace trace) {}

    private KilledService(Profiler profiler, EndedTraces ended) {
        this.profiler = profiler;
        this.ended = ended;
        kind = profiler.kind("request");
        read = profiler.stage("read", Segment.SERVING);
        queue = profiler.stage("queue", Segment.SERVING);
        assemble = profiler.stage("assemble", Segment.DATA);
        forward = profiler.stage("forward", Segment.COMPUTE);
        encode = profiler.stage("encode", Segment.SERVING);
        write = profiler.stage("write", Segment.SERVING);
    }

    /**
     * Serves until its standard input ends or it is killed.
     *
     * @param args run directory, file for the traces that ended, whether to record context lanes
     */
    static void serve(String... args) throws IOException {
        ProfilerConfig config = ProfilerConfig.builder(Path.of(args[0]))
                .service("killed")
                .lanes(Boolean.parseBoolean(args[2]))
                .budget(1)
                .build();
        try (Profiler profiler = Profiler.open(config)) {
            new KilledService(profiler, EndedTraces.open(Path.of(args[1]))).start();
            int input = 0;
            while (input >= 0) {
                input = System.in.read();
            }
        }
    }

    private void start() {
        ExecutorService workers = Executors.newFixedThreadPool(2, task -> daemon(task, "worker"));
        ExecutorService writers = Executors.newFixedThreadPool(2, task -> daemon(task, "writer"));
        daemon(() -> makeBatches(workers, writers), "batcher").start();
        for (int i = 0; i < 2; i++) {
            daemon(this::takeRequests, "acceptor-" + i).start();
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void takeRequests() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        try {
            while (true) {
                long id = random.nextLong() | 1;
                Trace trace = profiler.begin(kind, System.nanoTime(), 1, id);
                trace.enter(read);
                LockSupport.parkNanos(random.nextLong(2 * BETWEEN_NS));
                trace.enter(queue);
                arrived.put(new Request(id, trace));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void makeBatches(ExecutorService workers, ExecutorService writers) {
        try {
            while (true) {
                List<Request> members = new ArrayList<>(List.of(arrived.take()));
                arrived.drainTo(members, BATCH - 1);
                Batch batch = profiler.beginBatch();
                for (Request member : members) {
                    batch.add(member.trace(), 1);
                }
                batch.enter(assemble);
                workers.execute(() -> {
                    batch.enter(forward);
                    batch.end();
                    for (Request member : members) {
                        member.trace().enter(encode);
                        writers.execute(() -> {
                            member.trace().enter(write);
                            member.trace().end();
                            ended.add(member.id());
                        });
                    }
                });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
