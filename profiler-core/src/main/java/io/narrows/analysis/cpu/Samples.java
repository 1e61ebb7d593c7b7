package io.narrows.analysis.cpu;

import io.narrows.analysis.statistics.LongColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Samples of stacks in columns, each different stack once. Not thread-safe. */
final class Samples {

    private final LongColumn threads = new LongColumn();
    private final LongColumn times = new LongColumn();
    private final LongColumn stackIds = new LongColumn();
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<String> stacks = new ArrayList<>();

    /**
     * Adds one.
     *
     * @param threadId the JVM's number of the thread
     * @param atNs when, in ns of the run's clock
     * @param stack its frames, outermost first, between semicolons
     */
    void add(long threadId, long atNs, String stack) {
        threads.add(threadId);
        times.add(atNs);
        stackIds.add(ids.computeIfAbsent(stack, text -> {
            stacks.add(text);
            return stacks.size() - 1;
        }));
    }

    int size() {
        return times.size();
    }

    long threadId(int sample) {
        return threads.get(sample);
    }

    long atNs(int sample) {
        return times.get(sample);
    }

    int stackId(int sample) {
        return (int) stackIds.get(sample);
    }

    String stack(int stackId) {
        return stacks.get(stackId);
    }

    int stacks() {
        return stacks.size();
    }
}
