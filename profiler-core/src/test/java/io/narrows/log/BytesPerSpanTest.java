package io.narrows.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How much of the disk a span takes: framing, checksum, padding and the share of the batch included. */
class BytesPerSpanTest {

    private static final int MEMBERS = 4;
    private static final int STAGES = 9;

    private final Random random = new Random(3);
    private final Encoder encoder = new Encoder();

    /** Bytes of a document in the queue: header of the excerpt, content, padding. */
    private int bytes(LogDocument document) {
        DocumentCodec.encode(document, encoder);
        return 4 + (encoder.length() + 3 & ~3);
    }

    /** Nine stages on end, from some microseconds to some milliseconds; the four from the fifth on ran in a batch. */
    private TraceDocument trace(long serial, long batchSerial) {
        long startNs = 86_400_000_000_000L + serial * 1_234_567;
        List<TraceDocument.Span> spans = new ArrayList<>();
        long ns = startNs;
        for (int stage = 0; stage < STAGES; stage++) {
            long durationNs = (long) (2_000 * Math.pow(10, 3.5 * random.nextDouble()));
            spans.add(new TraceDocument.Span(stage, ns, ns + durationNs, stage >= 4 && stage < 8 ? batchSerial : 0));
            ns += durationNs;
        }
        return new TraceDocument(
                serial,
                random.nextLong(),
                random.nextLong(),
                0,
                startNs,
                ns,
                TraceDocument.Outcome.OK,
                "",
                false,
                1,
                false,
                spans,
                List.of(new TraceDocument.AttributeValue(0, 1 + random.nextInt(250))),
                0,
                TraceDocument.Kept.SAMPLED);
    }

    @Test
    void aSpanTakesAtMostTwelveBytes() {
        int traces = 1_000;
        long ofTraces = 0;
        long ofBatches = 0;
        for (long serial = 100_000; serial < 100_000 + traces; serial += MEMBERS) {
            long batchSerial = serial / MEMBERS;
            List<BatchDocument.Member> members = new ArrayList<>();
            TraceDocument last = trace(serial, batchSerial);
            for (int i = 0; i < MEMBERS; i++) {
                last = trace(serial + i, batchSerial);
                ofTraces += bytes(last);
                members.add(new BatchDocument.Member(serial + i, 1 + random.nextInt(250)));
            }
            ofBatches += bytes(new BatchDocument(
                    batchSerial,
                    last.spans().get(4).startNs(),
                    last.spans().get(7).endNs(),
                    false,
                    false,
                    last.spans().subList(4, 8),
                    members,
                    List.of(new TraceDocument.AttributeValue(2, MEMBERS))));
        }
        double trace = (double) ofTraces / (traces * STAGES);
        double both = (double) (ofTraces + ofBatches) / (traces * STAGES);
        assertTrue(both <= 12, "traces " + trace + " bytes a span, with batches " + both);
        assertTrue(trace <= 10.5, "traces " + trace + " bytes a span");
        assertTrue(trace > 8, "traces " + trace + " bytes a span: is the measure right?");
    }
}
