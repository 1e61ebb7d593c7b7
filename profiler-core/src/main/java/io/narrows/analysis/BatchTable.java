package io.narrows.analysis;

import io.narrows.analysis.statistics.CompactColumn;
import io.narrows.analysis.statistics.SortedSample;
import io.narrows.log.BatchDocument;
import io.narrows.log.TraceDocument;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The batches of a log, a few numbers each in columns. A batch counts when a measured trace was in it. Not thread-safe. */
final class BatchTable {

    /*
     * A batch is in the log when one of its members was kept, so large batches are there more often than small ones. Its
     * weight is therefore the sum of its kept members' weights divided by the number of its members, which is 1 on average
     * over the sampling, for every batch (the generalized weight share method [1]). Where nothing was sampled it is 1.
     *
     * 1. Lavallee, Indirect Sampling (2007)
     */

    private static final int FAILED = 1;

    private final LongIndex rows = new LongIndex();
    private final CompactColumn durations = new CompactColumn();
    private final CompactColumn sizesAndFailure = new CompactColumn();
    private final CompactColumn tokens = new CompactColumn();
    private final CompactColumn paddedTokens = new CompactColumn();

    /** Weights of the measured members of each batch added up; 0 where none was. */
    private float[] measured = new float[1 << 10];

    private int size;
    private int lastRow = LongIndex.NONE;
    private long lastSerial;

    /** Adds a batch, or what another document says of one that is there. */
    void add(BatchDocument batch, Names names) {
        int row = row(batch.serial());
        if (row == LongIndex.NONE) {
            row = newRow(batch.serial());
        }
        durations.set(row, batch.endNs() - batch.startNs());
        sizesAndFailure.set(row, 2L * batch.members().size() + (batch.failed() ? FAILED : 0));
        for (TraceDocument.AttributeValue value : batch.attributes()) {
            if (value.attribute() == names.batchTokens()) {
                tokens.set(row, value.value());
            } else if (value.attribute() == names.batchPaddedTokens()) {
                paddedTokens.set(row, value.value());
            }
        }
    }

    /** Notes the batches that a measured trace was in, once each. */
    void measure(TraceDocument trace) {
        List<TraceDocument.Span> spans = trace.spans();
        for (int i = 0; i < spans.size(); i++) {
            long serial = spans.get(i).batchSerial();
            if (serial != 0 && !seen(spans, i, serial)) {
                int row = row(serial);
                if (row == LongIndex.NONE) {
                    row = newRow(serial);
                }
                measured[row] += (float) trace.weight();
            }
        }
    }

    private static boolean seen(List<TraceDocument.Span> spans, int before, long serial) {
        for (int i = before - 1; i >= 0; i--) {
            if (spans.get(i).batchSerial() == serial) {
                return true;
            }
        }
        return false;
    }

    /** Members of a batch, 0 where the log does not hold it. */
    int size(long serial) {
        int row = row(serial);
        return row == LongIndex.NONE ? 0 : members(row);
    }

    /** The row of a batch; the spans of a trace ask for the same one again and again. */
    private int row(long serial) {
        if (serial != lastSerial || lastRow == LongIndex.NONE) {
            lastRow = rows.get(serial);
            lastSerial = serial;
        }
        return lastRow;
    }

    private int newRow(long serial) {
        int row = size++;
        if (row == measured.length) {
            measured = Arrays.copyOf(measured, 2 * row);
        }
        rows.put(serial, row);
        lastSerial = serial;
        lastRow = row;
        return row;
    }

    private int members(int row) {
        long value = sizesAndFailure.get(row);
        return value < 0 ? 0 : (int) (value >>> 1);
    }

    private boolean failed(int row) {
        return (sizesAndFailure.get(row) & FAILED) != 0;
    }

    /**
     * Sums up.
     *
     * @param sampled whether any measured trace stands for more or fewer requests than one
     */
    @Nullable
    BatchStatistics statistics(boolean sampled) {
        int[] counted = new int[size];
        int count = 0;
        for (int row = 0; row < size; row++) {
            if (measured[row] > 0 && sizesAndFailure.get(row) >= 0) {
                counted[count++] = row;
            }
        }
        if (count == 0) {
            return null;
        }
        long[] times = new long[count];
        double[] weights = new double[count];
        TreeMap<Integer, Double> sizes = new TreeMap<>();
        double failed = 0;
        double members = 0;
        double useful = 0;
        double computed = 0;
        for (int i = 0; i < count; i++) {
            int row = counted[i];
            times[i] = Math.max(0, durations.get(row));
            weights[i] = sampled ? measured[row] / Math.max(1, members(row)) : 1;
            sizes.merge(members(row), weights[i], Double::sum);
            failed += failed(row) ? weights[i] : 0;
            members += members(row) * weights[i];
            if (tokens.get(row) >= 0 && tokens.get(row) <= paddedTokens.get(row)) {
                useful += weights[i] * tokens.get(row);
                computed += weights[i] * paddedTokens.get(row);
            }
        }
        SortedSample sorted = SortedSample.of(times, sampled ? weights : null);
        TreeMap<Integer, Long> rounded = new TreeMap<>();
        sizes.forEach((number, weight) -> rounded.put(number, Math.round(weight)));
        return new BatchStatistics(
                Math.round(sorted.weight()),
                Math.round(failed),
                members / sorted.weight(),
                sizes.lastKey(),
                rounded,
                sorted.quantile(0.5) / 1e6,
                sorted.quantile(0.99) / 1e6,
                computed == 0 ? null : new BatchStatistics.Padding(Math.round(useful), Math.round(computed)));
    }
}
