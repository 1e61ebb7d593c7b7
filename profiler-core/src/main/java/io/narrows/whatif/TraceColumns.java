package io.narrows.whatif;

import io.narrows.log.TraceDocument;
import java.util.Arrays;
import java.util.List;

/** Traces and their spans in columns that grow. Not thread-safe. */
final class TraceColumns {

    /** Value of an attribute that a trace does not have. */
    static final long ABSENT = Long.MIN_VALUE;

    private static final int MOST_STAGES = 65_535;

    int size;
    long[] start = new long[256];
    long[] end = new long[256];
    long[] serial = new long[256];
    long[] tokens = new long[256];
    long[] input = new long[256];
    boolean[] counts = new boolean[256];

    /** Spans of row i are those from firstSpan[i] on, before firstSpan[i + 1]. */
    int[] firstSpan = new int[257];

    int[] stage = new int[2048];
    long[] spanStart = new long[2048];
    long[] spanEnd = new long[2048];
    long[] batch = new long[2048];

    void clear() {
        size = 0;
    }

    /**
     * Adds a trace.
     *
     * @param counting whether its latency counts
     * @param tokensId id of the attribute with its tokens, or -1
     * @param inputId id of the attribute with the hash of its input, or -1
     */
    void add(TraceDocument trace, boolean counting, int tokensId, int inputId) {
        if (size == start.length) {
            growRows();
        }
        start[size] = trace.startNs();
        end[size] = Math.max(trace.startNs(), trace.endNs());
        serial[size] = trace.serial();
        counts[size] = counting;
        tokens[size] = ABSENT;
        input[size] = ABSENT;
        for (TraceDocument.AttributeValue value : trace.attributes()) {
            if (value.attribute() == tokensId) {
                tokens[size] = Math.max(0, value.value());
            } else if (value.attribute() == inputId) {
                input[size] = value.value();
            }
        }
        int at = firstSpan[size];
        List<TraceDocument.Span> spans = trace.spans();
        if (at + spans.size() > stage.length) {
            growSpans(at + spans.size());
        }
        long from = start[size];
        for (TraceDocument.Span span : spans) {
            if (span.stage() < 0 || span.stage() > MOST_STAGES) {
                continue; // a damaged log; its time becomes a gap
            }
            // Spans are in order and inside their trace; what a damaged log says otherwise is cut to that.
            long begin = Math.min(Math.max(from, span.startNs()), end[size]);
            long stop = Math.min(Math.max(begin, span.endNs()), end[size]);
            stage[at] = span.stage();
            spanStart[at] = begin;
            spanEnd[at] = stop;
            batch[at] = span.batchSerial();
            from = stop;
            at++;
        }
        firstSpan[++size] = at;
    }

    /** Appends a row of another table. */
    void add(TraceColumns from, int row) {
        if (size == start.length) {
            growRows();
        }
        start[size] = from.start[row];
        end[size] = from.end[row];
        serial[size] = from.serial[row];
        tokens[size] = from.tokens[row];
        input[size] = from.input[row];
        counts[size] = from.counts[row];
        int at = firstSpan[size];
        int first = from.firstSpan[row];
        int spans = from.firstSpan[row + 1] - first;
        if (at + spans > stage.length) {
            growSpans(at + spans);
        }
        System.arraycopy(from.stage, first, stage, at, spans);
        System.arraycopy(from.spanStart, first, spanStart, at, spans);
        System.arraycopy(from.spanEnd, first, spanEnd, at, spans);
        System.arraycopy(from.batch, first, batch, at, spans);
        firstSpan[++size] = at + spans;
    }

    private void growRows() {
        int rows = start.length * 2;
        start = Arrays.copyOf(start, rows);
        end = Arrays.copyOf(end, rows);
        serial = Arrays.copyOf(serial, rows);
        tokens = Arrays.copyOf(tokens, rows);
        input = Arrays.copyOf(input, rows);
        counts = Arrays.copyOf(counts, rows);
        firstSpan = Arrays.copyOf(firstSpan, rows + 1);
    }

    private void growSpans(int needed) {
        int spans = Math.max(needed, stage.length * 2);
        stage = Arrays.copyOf(stage, spans);
        spanStart = Arrays.copyOf(spanStart, spans);
        spanEnd = Arrays.copyOf(spanEnd, spans);
        batch = Arrays.copyOf(batch, spans);
    }
}
