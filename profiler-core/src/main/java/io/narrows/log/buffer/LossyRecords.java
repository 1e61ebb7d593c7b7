package io.narrows.log.buffer;

import io.narrows.log.CarriedRecords;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** What handles tell of traces and batches that lost records, as records for the log: a kill must not lose it too. Stateless. */
public final class LossyRecords {
    /*
     * The records that the handle can vouch for, with the numbers they had: where they did find room, a recovery drops the
     * doubles. Only a failure does not know its number any more and comes behind the end.
     */
    private static final int MAX_RECORDS = 4;

    private LossyRecords() {}

    /** Returns the beginning, the end and the failure of each. */
    public static CarriedRecords of(List<LossyEnd> ends) {
        ByteBuffer records = ByteBuffer.allocate(ends.size() * MAX_RECORDS * RecordLayout.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (LossyEnd end : ends) {
            if (end.batch()) {
                put(records, end.startNs(), end, 0, 0, 0, RecordLayout.BATCH_BEGIN);
                put(records, end.endNs(), end, 0, end.records() - 1, 0, RecordLayout.BATCH_END);
            } else {
                put(records, end.startNs(), end, end.traceIdHigh(), 0, end.kind(), RecordLayout.BEGIN);
                put(records, 0, end, end.traceIdLow(), 1, 0, RecordLayout.ID_LOW);
                put(records, end.endNs(), end, 0, end.records() - 1, 0, RecordLayout.END);
            }
            if (end.failed()) {
                int type = end.batch() ? RecordLayout.BATCH_FAIL : RecordLayout.FAIL;
                put(records, 0, end, 0, end.records(), 0, type);
            }
        }
        return new CarriedRecords(records.flip());
    }

    private static void put(ByteBuffer records, long number, LossyEnd end, long value, int seq, int id, int type) {
        records.putLong(number).putLong(end.serial()).putLong(value).putLong(RecordLayout.meta(seq, id, type));
    }
}
