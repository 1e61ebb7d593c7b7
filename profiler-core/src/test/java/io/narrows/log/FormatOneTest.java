package io.narrows.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Documents as Narrows wrote them in format 1, byte by byte: they stay readable. */
class FormatOneTest {

    private static LogDocument decoded(int... bytes) {
        ByteBuffer document = ByteBuffer.allocate(bytes.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int each : bytes) {
            document.put((byte) each);
        }
        CRC32C crc = new CRC32C();
        crc.update(document.array(), 0, bytes.length);
        document.putInt((int) crc.getValue()).flip();
        LogDocument decoded = DocumentCodec.decode(document.array(), 0, document.limit());
        assertEquals(true, decoded != null);
        return decoded;
    }

    @Test
    void aTraceOfFormatOneIsRead() {
        LogDocument trace = decoded(
                3,
                1, // TRACE, version 1
                0x85,
                0x02, // serial 261
                1,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                2,
                0,
                0,
                0,
                0,
                0,
                0,
                0x80, // trace id
                4, // kind
                0xE8,
                3,
                0,
                0,
                0,
                0,
                0,
                0, // start 1000
                0xD0,
                0x0F, // duration 1000
                1 | 4 | 16, // failed, marked, with a weight
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0x40, // 2.0
                3,
                'b',
                'a',
                'd', // failure
                2, // spans
                0,
                20,
                0xC8,
                1,
                0, // stage 0, 10 after the start, for 100, no batch
                1,
                0,
                0xA0,
                6,
                9, // stage 1, at once, for 400, batch 9
                1,
                2,
                5); // attribute 2: -3
        assertEquals(
                new TraceDocument(
                        261,
                        1,
                        0x8000000000000002L,
                        4,
                        1_000,
                        2_000,
                        TraceDocument.Outcome.FAILED,
                        "bad",
                        true,
                        2,
                        false,
                        List.of(new TraceDocument.Span(0, 1_010, 1_110, 0), new TraceDocument.Span(1, 1_110, 1_510, 9)),
                        List.of(new TraceDocument.AttributeValue(2, -3)),
                        0,
                        TraceDocument.Kept.FAILED),
                trace);
    }

    @Test
    void aBatchOfFormatOneIsRead() {
        LogDocument batch = decoded(
                4, 1, // BATCH, version 1
                9, // serial
                0xE8, 3, 0, 0, 0, 0, 0, 0, // start 1000
                0xD0, 0x0F, // duration 1000
                1 | 8, // failed, recovered
                1, 1, 20, 0xC8, 1, 9, // a span of stage 1, 10 after the start, for 100
                2, 10, 14, 2, 4, // members 5 and 6, weights 7 and 2
                0); // no attributes
        assertEquals(
                new BatchDocument(
                        9,
                        1_000,
                        2_000,
                        true,
                        true,
                        List.of(new TraceDocument.Span(1, 1_010, 1_110, 9)),
                        List.of(new BatchDocument.Member(5, 7), new BatchDocument.Member(6, 2)),
                        List.of()),
                batch);
    }

    @Test
    void aDropCountOfFormatOneHasNothingRemoved() {
        assertEquals(
                new DropCount(1_000, 1, 2, 3, 4, 5, 0, 0, 0), decoded(5, 1, 0xE8, 3, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5));
    }
}
