package io.narrows.profiler.opentelemetry;

import io.narrows.log.BatchDocument;
import io.narrows.log.TraceDocument;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Batches that wait for their members to end: only then are the trace ids known that a batch's span links to, and whether
 * any of them is exported. Bounded: above the limit the oldest goes with the members that it has. For one thread.
 */
final class WaitingBatches {
    private final int limit;
    private final Consumer<EndedBatch> wanted;
    private final Map<Long, EndedBatch> bySerial = new LinkedHashMap<>();

    /**
     * @param wanted told of each batch that is complete and has an exported member
     */
    WaitingBatches(int limit, Consumer<EndedBatch> wanted) {
        this.limit = limit;
        this.wanted = wanted;
    }

    void add(BatchDocument batch) {
        if (batch.members().isEmpty()) {
            return;
        }
        bySerial.put(batch.serial(), new EndedBatch(batch));
        if (bySerial.size() > limit) {
            Iterator<EndedBatch> oldest = bySerial.values().iterator();
            letGo(oldest.next());
            oldest.remove();
        }
    }

    /** A trace has ended; it tells the batches that it was in. */
    void ended(TraceDocument trace, boolean exported) {
        long told = 0;
        List<TraceDocument.Span> spans = trace.spans();
        for (int i = 0; i < spans.size(); i++) {
            long serial = spans.get(i).batchSerial();
            if (serial != 0 && serial != told) {
                told = serial;
                tell(serial, trace, exported);
            }
        }
    }

    /** No more will come. */
    void finish() {
        bySerial.values().forEach(this::letGo);
        bySerial.clear();
    }

    private void tell(long serial, TraceDocument trace, boolean exported) {
        EndedBatch batch = bySerial.get(serial);
        if (batch == null) {
            return;
        }
        batch.ended(trace, exported);
        if (batch.complete()) {
            bySerial.remove(serial);
            letGo(batch);
        }
    }

    private void letGo(EndedBatch batch) {
        if (batch.wanted()) {
            wanted.accept(batch);
        }
    }
}
