package io.narrows.analysis.cpu;

import io.narrows.analysis.statistics.LongColumn;
import io.narrows.analysis.statistics.Order;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/** The samples of each thread in order of time. Immutable. */
final class ThreadSamples {

    private final Map<Long, Row> rows = new HashMap<>();

    private static final class Row {
        private final long[] times;
        private final int[] samples;

        private Row(long[] times, int[] samples) {
            this.times = times;
            this.samples = samples;
        }
    }

    ThreadSamples(Samples samples) {
        Map<Long, LongColumn> numbers = new HashMap<>();
        for (int i = 0; i < samples.size(); i++) {
            numbers.computeIfAbsent(samples.threadId(i), id -> new LongColumn()).add(i);
        }
        numbers.forEach((thread, column) -> rows.put(thread, row(column.toArray(), samples)));
    }

    private static Row row(long[] numbers, Samples samples) {
        long[] keys = new long[numbers.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = samples.atNs((int) numbers[i]);
        }
        int[] order = Order.ascending(keys);
        long[] times = new long[keys.length];
        int[] sorted = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            times[i] = keys[order[i]];
            sorted[i] = (int) numbers[order[i]];
        }
        return new Row(times, sorted);
    }

    /** Passes on the samples of a thread from one moment to before another. */
    void between(long threadId, long fromNs, long toNs, IntConsumer consumer) {
        Row row = rows.get(threadId);
        if (row == null) {
            return;
        }
        for (int i = first(row.times, fromNs); i < row.times.length && row.times[i] < toNs; i++) {
            consumer.accept(row.samples[i]);
        }
    }

    private static int first(long[] times, long fromNs) {
        int low = 0;
        int high = times.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] < fromNs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
