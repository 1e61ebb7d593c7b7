package io.narrows.server.batching;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bounded first-in first-out queue whose elements leave in batches. Thread-safe.
 *
 * <p>A batch is what waits, in order, as long as its texts fit into the maximum. A first task that is larger than the
 * maximum leaves alone. Nothing is ever held back to fill a batch.
 */
final class TaskQueue {
    private final int capacity;
    private final Deque<InferTask> waiting = new ArrayDeque<>();
    private boolean closed;

    TaskQueue(int capacity) {
        this.capacity = capacity;
    }

    /** False when the queue is full or closed. */
    synchronized boolean offer(InferTask task) {
        if (closed || waiting.size() >= capacity) {
            return false;
        }
        waiting.add(task);
        notify();
        return true;
    }

    /** Waits for a task and takes a batch; null once the queue is closed. */
    synchronized @Nullable List<InferTask> take(int maxTexts) throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        InferTask first = waiting.poll();
        if (first == null) {
            return null;
        }
        List<InferTask> batch = new ArrayList<>();
        batch.add(first);
        int texts = first.texts().size();
        for (InferTask next = waiting.peek();
                next != null && texts + next.texts().size() <= maxTexts;
                next = waiting.peek()) {
            batch.add(waiting.remove());
            texts += next.texts().size();
        }
        if (!waiting.isEmpty()) {
            notify();
        }
        return batch;
    }

    synchronized int size() {
        return waiting.size();
    }

    /** Refuses further tasks, wakes all takers and returns what still waited. */
    synchronized List<InferTask> close() {
        closed = true;
        List<InferTask> left = new ArrayList<>(waiting);
        waiting.clear();
        notifyAll();
        return left;
    }
}
