package io.narrows.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.narrows.log.BatchDocument;
import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TapeTest {
    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void givesBackTheLastTraces() {
        Tape tape = new Tape(5_000);
        List<TraceDocument> all = new ArrayList<>();
        for (int i = 0; i < 17_000; i++) {
            TraceDocument trace = trace(i);
            all.add(trace);
            DocumentTape.add(tape, trace);
        }

        assertEquals(all.subList(12_000, 17_000), tape.read(DocumentTape::trace));
    }

    @Test
    void givesBackBatchesWhereFewerCameThanAreKept() {
        Tape tape = new Tape(5_000);
        List<BatchDocument> all = new ArrayList<>();
        for (int i = 1; i < 3_000; i++) {
            BatchDocument batch = new BatchDocument(
                    i,
                    random.nextLong(),
                    random.nextLong(),
                    random.nextBoolean(),
                    random.nextBoolean(),
                    spans(),
                    List.of(new BatchDocument.Member(i, 3), new BatchDocument.Member(random.nextLong(), 0)),
                    attributes());
            all.add(batch);
            DocumentTape.add(tape, batch);
        }

        assertEquals(all, tape.read(DocumentTape::batch));
        assertEquals(all, tape.read(DocumentTape::batch), "reading changes nothing");
    }

    @Test
    void isEmptyAtFirst() {
        assertEquals(List.of(), new Tape(3).read(DocumentTape::trace));
    }

    private TraceDocument trace(int serial) {
        TraceDocument.Kept[] kept = TraceDocument.Kept.values();
        return new TraceDocument(
                serial,
                random.nextLong(),
                random.nextLong(),
                random.nextInt(),
                random.nextLong(),
                random.nextLong(),
                TraceDocument.Outcome.OK,
                "",
                random.nextBoolean(),
                random.nextDouble(),
                random.nextBoolean(),
                spans(),
                attributes(),
                random.nextLong(),
                kept[random.nextInt(kept.length)]);
    }

    private List<TraceDocument.Span> spans() {
        List<TraceDocument.Span> spans = new ArrayList<>();
        int size = random.nextInt(40);
        for (int i = 0; i < size; i++) {
            spans.add(
                    new TraceDocument.Span(random.nextInt(), random.nextLong(), random.nextLong(), random.nextLong()));
        }
        return spans;
    }

    private List<TraceDocument.AttributeValue> attributes() {
        return List.of(new TraceDocument.AttributeValue(random.nextInt(), random.nextLong()));
    }
}
