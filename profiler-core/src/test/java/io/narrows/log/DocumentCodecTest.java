package io.narrows.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class DocumentCodecTest {

    private static ByteBuffer encoded(LogDocument document) {
        Encoder encoder = new Encoder();
        DocumentCodec.encode(document, encoder);
        return encoder.toBuffer();
    }

    private static @Nullable LogDocument decode(ByteBuffer bytes) {
        return DocumentCodec.decode(bytes.array(), 0, bytes.remaining());
    }

    /** The same bytes with a checksum that is right, so that the decoder itself is tried. */
    private static ByteBuffer sealed(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return ByteBuffer.allocate(bytes.length + 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(bytes)
                .putInt((int) crc.getValue())
                .flip();
    }

    @Property(tries = 500)
    void everyDocumentComesBackAsItWas(@ForAll("documents") LogDocument document) {
        assertEquals(document, decode(encoded(document)));
    }

    @Property(tries = 300)
    void whatALaterVersionAppendsIsSkipped(@ForAll("documents") LogDocument document, @ForAll byte[] appended) {
        ByteBuffer bytes = encoded(document);
        byte[] later = new byte[bytes.remaining() - 4 + appended.length];
        bytes.get(later, 0, bytes.remaining() - 4);
        System.arraycopy(appended, 0, later, later.length - appended.length, appended.length);
        later[1]++;
        if (!(document instanceof CarriedRecords)) {
            assertEquals(document, decode(sealed(later)));
        }
    }

    @Property(tries = 200)
    void aFlippedBitIsSeen(@ForAll("documents") LogDocument document, @ForAll int where) {
        ByteBuffer bytes = encoded(document);
        int bit = Math.floorMod(where, bytes.remaining() * 8);
        bytes.put(bit / 8, (byte) (bytes.get(bit / 8) ^ 1 << bit % 8));
        LogException refused = assertThrows(LogException.class, () -> decode(bytes));
        assertEquals("damaged document: its checksum does not match", refused.getMessage());
    }

    @Property(tries = 2_000)
    void noBytesMakeTheDecoderThrowAnythingElse(@ForAll byte[] bytes) {
        decodeOrRefuse(ByteBuffer.wrap(bytes));
        decodeOrRefuse(sealed(bytes));
        for (DocumentType type : DocumentType.values()) {
            byte[] typed = bytes.length == 0 ? new byte[1] : bytes.clone();
            typed[0] = (byte) type.number;
            decodeOrRefuse(sealed(typed));
        }
    }

    @Property(tries = 500)
    void aTruncatedOrBentDocumentIsRefusedInOneLine(
            @ForAll("documents") LogDocument document, @ForAll int where, @ForAll byte value) {
        ByteBuffer whole = encoded(document);
        byte[] bytes = new byte[whole.remaining() - 4];
        whole.get(bytes);
        int at = Math.floorMod(where, bytes.length);
        decodeOrRefuse(sealed(Arrays.copyOf(bytes, at)));
        bytes[at] = value;
        decodeOrRefuse(sealed(bytes));
    }

    private static void decodeOrRefuse(ByteBuffer bytes) {
        try {
            decode(bytes);
        } catch (LogException e) {
            assertFalse(e.getMessage().contains("\n"), e.getMessage());
            assertTrue(e.getMessage().startsWith("damaged document: "), e.getMessage());
        }
    }

    @Example
    void anUnknownTypeIsNoError() {
        assertNull(decode(sealed(new byte[] {99, 1, 5, 6, 7})));
    }

    @Example
    void aHugeCountAllocatesNothing() {
        // A stage table that claims 2^62 stages in 3 bytes.
        byte[] bytes = {2, 1, -128, -128, -128, -128, -128, -128, -128, -128, 64, 0, 0, 0};
        LogException refused = assertThrows(LogException.class, () -> decode(sealed(bytes)));
        assertEquals("damaged document: 4611686018427387904 elements in 3 bytes", refused.getMessage());
    }

    @Provide
    Arbitrary<LogDocument> documents() {
        return Arbitraries.oneOf(
                headers(),
                tables(),
                traces(),
                batches(),
                counts(),
                carried(),
                footers(),
                histograms(),
                lanes(),
                resources(),
                threads(),
                pauses(),
                steps(),
                costs(),
                threadStages(),
                operators());
    }

    private static Arbitrary<String> strings() {
        return Arbitraries.strings().ofMaxLength(20).filter(s -> s.codePoints()
                .noneMatch(c -> c >= 0xD800 && c <= 0xDFFF)); // no UTF-8 for halves of pairs
    }

    private static Arbitrary<Integer> ids() {
        return Arbitraries.integers().greaterOrEqual(0);
    }

    private static Arbitrary<LogDocument> headers() {
        return Combinators.combine(
                        Arbitraries.integers(),
                        strings(),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.maps(strings(), strings()).ofMaxSize(5))
                .as(RunHeader::new);
    }

    private static Arbitrary<LogDocument> tables() {
        return Combinators.combine(
                        Combinators.combine(strings(), strings())
                                .as(StageTable.StageEntry::new)
                                .list()
                                .ofMaxSize(5),
                        Combinators.combine(strings(), strings())
                                .as(StageTable.AttributeEntry::new)
                                .list()
                                .ofMaxSize(5),
                        strings().list().ofMaxSize(5))
                .as(StageTable::new);
    }

    private static Arbitrary<LogDocument> traces() {
        return Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        ids(),
                        Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
                                .as((a, b) -> new long[] {a, b}),
                        Arbitraries.of(TraceDocument.Outcome.class),
                        strings(),
                        Combinators.combine(
                                        Arbitraries.of(true, false),
                                        Arbitraries.of(true, false),
                                        Arbitraries.oneOf(
                                                Arbitraries.doubles(), Arbitraries.of(-0.0, 0.0, 1.0, 2.0, 1024.0)))
                                .as((marked, recovered, weight) -> new Object[] {marked, recovered, weight}),
                        Combinators.combine(
                                        spans(),
                                        attributes(),
                                        Arbitraries.longs(),
                                        Arbitraries.of(TraceDocument.Kept.class))
                                .as((s, a, parent, kept) -> new Object[] {s, a, parent, kept}))
                .as(DocumentCodecTest::trace);
    }

    @SuppressWarnings("unchecked")
    private static TraceDocument trace(
            long serial,
            long id,
            int kind,
            long[] times,
            TraceDocument.Outcome outcome,
            String failure,
            Object[] flags,
            Object[] lists) {
        return new TraceDocument(
                serial,
                id,
                ~id,
                kind,
                times[0],
                times[1],
                outcome,
                failure,
                (boolean) flags[0],
                (double) flags[2],
                (boolean) flags[1],
                (List<TraceDocument.Span>) lists[0],
                (List<TraceDocument.AttributeValue>) lists[1],
                (long) lists[2],
                (TraceDocument.Kept) lists[3]);
    }

    private static Arbitrary<LogDocument> batches() {
        return Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        spans(),
                        Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
                                .as(BatchDocument.Member::new)
                                .list()
                                .ofMaxSize(5),
                        attributes())
                .as(BatchDocument::new);
    }

    private static Arbitrary<List<TraceDocument.Span>> spans() {
        return Arbitraries.oneOf(anySpans(), contiguousSpans());
    }

    private static Arbitrary<List<TraceDocument.Span>> contiguousSpans() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, 9))
                .as((startNs, count) -> LongStream.range(0, count)
                        .mapToObj(i -> new TraceDocument.Span(
                                (int) i, startNs + i * i, startNs + (i + 1) * (i + 1), i > 2 && i < 6 ? 7 : 0))
                        .toList());
    }

    private static Arbitrary<List<TraceDocument.Span>> anySpans() {
        return Combinators.combine(ids(), Arbitraries.longs(), Arbitraries.longs(), Arbitraries.longs())
                .as(TraceDocument.Span::new)
                .list()
                .ofMaxSize(6);
    }

    private static Arbitrary<List<TraceDocument.AttributeValue>> attributes() {
        return Combinators.combine(ids(), Arbitraries.longs())
                .as(TraceDocument.AttributeValue::new)
                .list()
                .ofMaxSize(5);
    }

    private static Arbitrary<LogDocument> counts() {
        Arbitrary<Long> any = Arbitraries.longs();
        return Combinators.combine(any, any, any, any, any, any)
                .as((a, b, c, d, e, f) -> new DropCount(a, b, c, d, e, f, ~a, ~b, ~c));
    }

    private static Arbitrary<LogDocument> carried() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(200).map(b -> new CarriedRecords(ByteBuffer.wrap(b)));
    }

    private static Arbitrary<LogDocument> histograms() {
        Arbitrary<HistogramInterval.Histogram> histogram = Combinators.combine(
                        Arbitraries.of(HistogramInterval.Of.class),
                        ids(),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        ids().list().ofMaxSize(6).map(TreeSet::new),
                        Arbitraries.longs())
                .as((of, id, count, sum, max, buckets, seed) -> new HistogramInterval.Histogram(
                        of,
                        id,
                        count,
                        sum,
                        max,
                        buckets.stream().mapToInt(Integer::intValue).toArray(),
                        LongStream.range(0, buckets.size()).map(i -> seed + i).toArray()));
        return Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        histogram.list().ofMaxSize(4))
                .as(HistogramInterval::new);
    }

    private static Arbitrary<LogDocument> lanes() {
        return Combinators.combine(strings(), strings(), Arbitraries.of(LaneTable.Mode.class), strings())
                .as(LaneTable.LaneEntry::new)
                .list()
                .ofMaxSize(5)
                .map(LaneTable::new);
    }

    private static Arbitrary<LogDocument> resources() {
        return Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Combinators.combine(ids(), Arbitraries.longs())
                                .as(ResourceSample.LaneValue::new)
                                .list()
                                .ofMaxSize(5))
                .as(ResourceSample::new);
    }

    private static Arbitrary<LogDocument> threads() {
        return Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Combinators.combine(strings(), Arbitraries.longs(), Arbitraries.longs())
                                .as(ThreadSample.ThreadUse::new)
                                .list()
                                .ofMaxSize(5))
                .as(ThreadSample::new);
    }

    private static Arbitrary<LogDocument> pauses() {
        return Combinators.combine(
                        Arbitraries.of(Pause.Type.class),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        strings(),
                        Arbitraries.longs())
                .as(Pause::new);
    }

    private static Arbitrary<LogDocument> steps() {
        return Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.of(BudgetStep.Level.class),
                        ids(),
                        Arbitraries.doubles(),
                        Arbitraries.doubles())
                .as(BudgetStep::new);
    }

    private static Arbitrary<LogDocument> costs() {
        Arbitrary<Long> any = Arbitraries.longs();
        return Combinators.combine(any, any, any, Arbitraries.doubles(), any, any, any, ids())
                .as((a, b, c, d, e, f, g, n) -> new SelfCost(a, b, c, d, e, f, g, ~g, n));
    }

    private static Arbitrary<LogDocument> threadStages() {
        Arbitrary<ThreadStages.Boundary> boundaries = Combinators.combine(
                        Arbitraries.longs(), Arbitraries.longs(), Arbitraries.of(true, false), ids())
                .as((at, serial, batch, id) -> new ThreadStages.Boundary(at, serial, batch, id - 1));
        return Combinators.combine(Arbitraries.longs(), boundaries.list().ofMaxSize(20))
                .as(ThreadStages::new);
    }

    private static Arbitrary<LogDocument> operators() {
        Arbitrary<Long> any = Arbitraries.longs();
        Arbitrary<String> names = Arbitraries.strings().ofMaxLength(20);
        Arbitrary<Operators.Time> times =
                Combinators.combine(names, names, any, any, any, any).as(Operators.Time::new);
        return Combinators.combine(any, names, any, times.list().ofMaxSize(20)).as(Operators::new);
    }

    private static Arbitrary<LogDocument> footers() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs(), Arbitraries.longs(), Arbitraries.doubles())
                .as(RunFooter::new);
    }
}
