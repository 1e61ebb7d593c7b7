package io.narrows.examples;

import io.narrows.profiler.Batch;
import io.narrows.profiler.Kind;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;
import io.narrows.profiler.Trace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A plain-Java service with the profiler in it: requests wait in a queue, and one worker serves what is there as a batch.
 * Its "model" counts words.
 */
final class WordCounter implements AutoCloseable {
    private record Job(List<String> words, Trace trace, CompletableFuture<Integer> answer) {}

    private static final int MAX_BATCH = 8;

    private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final Thread worker = new Thread(this::work, "worker");

    // snippet: embed
    private final Profiler profiler;
    private final Kind kind;
    private final Stage decode, queue, forward, encode;

    WordCounter(Path runDirectory) {
        profiler = Profiler.open(ProfilerConfig.builder(runDirectory).build());
        kind = profiler.kind("count");
        decode = profiler.stage("decode", Segment.DATA);
        queue = profiler.stage("queue", Segment.SERVING);
        forward = profiler.stage("forward", Segment.COMPUTE);
        encode = profiler.stage("encode", Segment.SERVING);
        worker.start();
    }

    /** Serves one request; called by any number of threads. */
    String answer(String text) {
        Trace trace = profiler.begin(kind);
        try {
            trace.enter(decode);
            List<String> words = List.of(text.trim().split("\\s+"));
            trace.enter(queue);
            int count = submit(words, trace).join();
            trace.enter(encode);
            return "{\"words\": " + count + "}";
        } finally {
            trace.end();
        }
    }

    /** Serves requests that wait; called by the worker. */
    private void serve(List<Job> waiting) {
        Batch batch = profiler.beginBatch();
        waiting.forEach(job -> batch.add(job.trace(), job.words().size()));
        batch.enter(forward);
        List<Integer> counts = model(waiting);
        batch.end();
        for (int i = 0; i < counts.size(); i++) {
            waiting.get(i).answer().complete(counts.get(i));
        }
    }

    /** Stops the worker and completes the log. */
    @Override
    public void close() {
        worker.interrupt();
        profiler.close();
    }
    // snippet: end

    private CompletableFuture<Integer> submit(List<String> words, Trace trace) {
        Job job = new Job(words, trace, new CompletableFuture<>());
        jobs.add(job);
        return job.answer();
    }

    private void work() {
        try {
            while (true) {
                List<Job> waiting = new ArrayList<>(List.of(jobs.take()));
                jobs.drainTo(waiting, MAX_BATCH - 1);
                serve(waiting);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Integer> model(List<Job> jobs) {
        return jobs.stream().map(job -> job.words().size()).toList();
    }
}
