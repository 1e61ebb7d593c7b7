package io.narrows.server.batching.tensors;

import io.narrows.server.model.tensor.BatchAxis;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue whose elements leave in batches. Thread-safe.
 *
 * <p>The first that waits always leads the next batch, so none starves. With it go those behind it that can be joined to it, in
 * their order, until one of them no longer fits into the maximum; what cannot be joined keeps its place.
 */
final class TensorQueue {
    private final int capacity;
    private final @Nullable BatchAxis axis;
    private final Deque<TensorTask> waiting = new ArrayDeque<>();
    private boolean closed;

    /** @param axis null when each task runs by itself */
    TensorQueue(int capacity, @Nullable BatchAxis axis) {
        this.capacity = capacity;
        this.axis = axis;
    }

    /** False when the queue is full or closed. */
    synchronized boolean offer(TensorTask task) {
        if (closed || waiting.size() >= capacity) {
            return false;
        }
        waiting.add(task);
        notify();
        return true;
    }

    /** Waits for a task and takes a batch; null once the queue is closed. */
    synchronized @Nullable List<TensorTask> take(int maxRows) throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        TensorTask first = waiting.poll();
        if (first == null) {
            return null;
        }
        List<TensorTask> batch = new ArrayList<>();
        batch.add(first);
        if (axis != null) {
            addJoinable(batch, axis, maxRows);
        }
        if (!waiting.isEmpty()) {
            notify();
        }
        return batch;
    }

    private void addJoinable(List<TensorTask> batch, BatchAxis along, int maxRows) {
        TensorTask first = batch.get(0);
        int rows = first.rows();
        for (Iterator<TensorTask> rest = waiting.iterator(); rest.hasNext() && rows < maxRows; ) {
            TensorTask next = rest.next();
            if (along.joinable(first.inputs(), next.inputs())) {
                if (next.rows() > maxRows - rows) {
                    return;
                }
                batch.add(next);
                rows += next.rows();
                rest.remove();
            }
        }
    }

    synchronized int size() {
        return waiting.size();
    }

    /** Refuses further tasks, wakes all takers and returns what still waited. */
    synchronized List<TensorTask> close() {
        closed = true;
        List<TensorTask> left = new ArrayList<>(waiting);
        waiting.clear();
        notifyAll();
        return left;
    }
}
