package io.narrows.data;

import io.narrows.profiler.Trace;
import java.util.List;

/**
 * Samples that go to the model together. It and its lists are the taker's and do not change; its trace is for one thread at a
 * time.
 *
 * @param <T> what a sample is
 */
public final class DataBatch<T> implements AutoCloseable {
    private final List<T> items;
    private final List<String> keys;
    private final Trace trace;

    DataBatch(List<T> items, List<String> keys, Trace trace) {
        this.items = items;
        this.keys = keys;
        this.trace = trace;
    }

    /** The samples, at least one. */
    public List<T> items() {
        return items;
    }

    /** The key of each sample in its shard, in the order of {@link #items}. */
    public List<String> keys() {
        return keys;
    }

    /** How many samples. */
    public int size() {
        return items.size();
    }

    /**
     * What happened to the batch so far, in no stage now: enter the stages of what is done with it, up to {@link #close}. One
     * that records nothing where the loader was given no profiler.
     */
    public Trace trace() {
        return trace;
    }

    /** Ends the trace; the samples stay valid. */
    @Override
    public void close() {
        trace.close();
    }
}
