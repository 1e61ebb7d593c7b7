package io.narrows.log.buffer;

import io.narrows.log.BatchDocument;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.AttributeValue;
import io.narrows.log.TraceDocument.Kept;
import io.narrows.log.TraceDocument.Outcome;
import io.narrows.log.TraceDocument.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the sorted records of an entry into its document. */
final class Documents {
    /** A trace stands for itself; whoever keeps only some of them gives others. */
    private static final double WEIGHT = 1.0;

    private static final byte[] NO_REASON = {};

    private Documents() {}

    /** The changes of a batch as far as its records are here; the end also from its handle. */
    static RecordedBatch changes(Entry batch) {
        RecordedBatch changes = new RecordedBatch(batch.serial);
        for (int i = 0; i < batch.size(); i++) {
            long meta = batch.meta(i);
            int seq = RecordLayout.seq(meta);
            switch (RecordLayout.type(meta)) {
                case RecordLayout.BATCH_ENTER -> changes.add(RecordLayout.id(meta), batch.number(i), seq);
                case RecordLayout.BATCH_LEAVE -> changes.add(BatchTimeline.LEFT, batch.number(i), seq);
                case RecordLayout.BATCH_END -> changes.add(BatchTimeline.ENDED, batch.number(i), seq);
                default -> {
                    // Not a change of stage.
                }
            }
        }
        LossyEnd handle = batch.lossyEnd;
        if (handle != null) {
            changes.add(BatchTimeline.ENDED, handle.endNs(), handle.records());
        }
        return changes;
    }

    /** The document of a batch whose beginning is known; one that never ended counts as failed. */
    static BatchDocument batch(Entry entry, boolean recovered) {
        List<BatchDocument.Member> members = new ArrayList<>();
        Attributes attributes = new Attributes();
        LossyEnd handle = entry.lossyEnd;
        SpanList spans = new SpanList(handle != null ? handle.startNs() : entry.number(0), entry.serial);
        boolean failed = !entry.ended() || (handle != null && handle.failed());
        for (int i = 0; i < entry.size(); i++) {
            long meta = entry.meta(i);
            long number = entry.number(i);
            switch (RecordLayout.type(meta)) {
                case RecordLayout.BATCH_ADD -> members.add(new BatchDocument.Member(entry.value(i), number));
                case RecordLayout.BATCH_ENTER -> spans.enter(RecordLayout.id(meta), number);
                case RecordLayout.BATCH_LEAVE -> spans.leave(number);
                case RecordLayout.BATCH_END -> spans.end(number);
                case RecordLayout.BATCH_ATTRIBUTE -> attributes.put(RecordLayout.id(meta), entry.value(i));
                case RecordLayout.BATCH_FAIL -> failed = true;
                default -> {
                    // BATCH_BEGIN was read above.
                }
            }
        }
        spans.end(handle != null ? handle.endNs() : spans.lastNs());
        return new BatchDocument(
                entry.serial,
                spans.startNs(),
                spans.lastNs(),
                failed,
                recovered,
                spans.list(),
                members,
                attributes.list());
    }

    /** The document of a trace whose beginning is known. */
    static TraceDocument trace(Entry entry, boolean recovered) {
        LossyEnd handle = entry.lossyEnd;
        long traceIdHigh = handle != null ? handle.traceIdHigh() : entry.value(0);
        long traceIdLow = handle != null ? handle.traceIdLow() : 0;
        int kind = handle != null ? handle.kind() : RecordLayout.id(entry.meta(0));
        SpanList spans = new SpanList(handle != null ? handle.startNs() : entry.number(0), 0);
        Attributes attributes = new Attributes();
        boolean failed = handle != null && handle.failed();
        boolean marked = false;
        long parentSpanId = 0;
        byte[] reason = NO_REASON;
        for (int i = 0; i < entry.size(); i++) {
            long meta = entry.meta(i);
            int id = RecordLayout.id(meta);
            long number = entry.number(i);
            long value = entry.value(i);
            switch (RecordLayout.type(meta)) {
                case RecordLayout.ID_LOW -> traceIdLow = value;
                case RecordLayout.ENTER -> spans.enter(id, number);
                case RecordLayout.LEAVE -> spans.leave(number);
                case RecordLayout.ATTRIBUTE -> attributes.put(id, value);
                case RecordLayout.JOIN -> join(entry, spans, value, id, number);
                case RecordLayout.FAIL -> {
                    reason = reason == NO_REASON ? new byte[id] : reason;
                    failed = true;
                }
                case RecordLayout.TEXT -> {
                    put(reason, id * RecordLayout.TEXT_BYTES, number);
                    put(reason, id * RecordLayout.TEXT_BYTES + Long.BYTES, value);
                }
                case RecordLayout.MARK -> marked = true;
                case RecordLayout.PARENT -> parentSpanId = value;
                case RecordLayout.END -> spans.end(number);
                default -> {
                    // BEGIN was read above.
                }
            }
        }
        if (handle != null) {
            spans.end(handle.endNs());
        } else if (!entry.ended()) {
            spans.follow(Long.MAX_VALUE);
        }
        spans.end(spans.lastNs());
        Outcome outcome = !entry.ended() ? Outcome.ABANDONED : failed ? Outcome.FAILED : Outcome.OK;
        return new TraceDocument(
                entry.serial,
                traceIdHigh,
                traceIdLow,
                kind,
                spans.startNs(),
                spans.lastNs(),
                outcome,
                entry.ended() && failed ? text(reason) : "",
                marked,
                WEIGHT,
                recovered,
                spans.list(),
                attributes.list(),
                parentSpanId,
                Kept.of(outcome, marked));
    }

    private static void join(Entry entry, SpanList spans, long batchSerial, int addSeq, long ns) {
        for (Entry batch : entry.joined) {
            if (batch.serial == batchSerial) {
                RecordedBatch changes = batch.changes != null ? batch.changes : changes(batch);
                spans.join(changes, changes.firstChangeAfter(addSeq), ns);
                return;
            }
        }
    }

    private static void put(byte[] text, int offset, long word) {
        for (int i = 0; i < Long.BYTES && offset + i < text.length; i++) {
            text[offset + i] = (byte) (word >>> (8 * i));
        }
    }

    private static String text(byte[] utf8) {
        int end = utf8.length;
        // A part that was dropped leaves zeros.
        while (end > 0 && utf8[end - 1] == 0) {
            end--;
        }
        return new String(Arrays.copyOf(utf8, end), StandardCharsets.UTF_8);
    }

    /** Attributes in the order in which they were first set; there are few, so they are searched one by one. */
    private static final class Attributes {
        private static final int[] NO_IDS = {};
        private static final long[] NO_VALUES = {};

        private int[] ids = NO_IDS;
        private long[] values = NO_VALUES;
        private int size;

        void put(int id, long value) {
            int at = 0;
            while (at < size && ids[at] != id) {
                at++;
            }
            if (at == ids.length) {
                ids = Arrays.copyOf(ids, 2 * size + 4);
                values = Arrays.copyOf(values, 2 * size + 4);
            }
            ids[at] = id;
            values[at] = value;
            size = Math.max(size, at + 1);
        }

        List<AttributeValue> list() {
            AttributeValue[] list = new AttributeValue[size];
            for (int i = 0; i < size; i++) {
                list[i] = new AttributeValue(ids[i], values[i]);
            }
            return List.of(list);
        }
    }

    /** A timeline that keeps its spans. */
    private static final class SpanList extends Timeline {
        private final List<Span> spans = new ArrayList<>();
        private final long ownBatch;

        SpanList(long startNs, long ownBatch) {
            super(startNs);
            this.ownBatch = ownBatch;
        }

        @Override
        protected void span(int stage, long startNs, long endNs, long batchSerial) {
            spans.add(new Span(stage, startNs, endNs, ownBatch != 0 ? ownBatch : batchSerial));
        }

        List<Span> list() {
            return spans;
        }
    }
}
