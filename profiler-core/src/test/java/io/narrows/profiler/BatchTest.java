package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.narrows.log.BatchDocument;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One span for many traces: linked both ways, with everyone's share and what was padding. */
class BatchTest {
    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    private TestRun run;

    @BeforeEach
    void open() {
        run = new TestRun(directory, TestRun.config(directory).clock(clock).build());
    }

    private Map<String, Long> attributes(BatchDocument batch) {
        StageTable table = run.recorder.recording().names().table();
        Map<String, Long> values = new HashMap<>();
        for (TraceDocument.AttributeValue value : batch.attributes()) {
            values.put(table.attributes().get(value.attribute()).name(), value.value());
        }
        return values;
    }

    @Test
    void membersAndTheirBatchNameEachOther() {
        Batch batch = run.profiler.beginBatch();
        List<BatchDocument.Member> expected = new ArrayList<>();
        List<Trace> traces = new ArrayList<>();
        for (int weight = 1; weight <= 5; weight++) {
            Trace trace = run.profiler.begin(run.kind);
            trace.enter(run.queue);
            clock.advance(10);
            batch.add(trace, weight);
            expected.add(new BatchDocument.Member(trace.serial(), weight));
            traces.add(trace);
        }
        long forwardNs = clock.nanoTime();
        batch.enter(run.forward);
        batch.padded(5 * 5);
        clock.advance(100);
        batch.end();
        traces.forEach(Trace::end);
        run.close();
        BatchDocument document = run.sink.all(BatchDocument.class).get(0);
        assertEquals(expected, document.members());
        assertEquals(Map.of("batch.tokens", 15L, "batch.padded_tokens", 25L), attributes(document));
        List<TraceDocument> members = run.sink.all(TraceDocument.class);
        assertEquals(5, members.size());
        for (TraceDocument member : members) {
            assertEquals(
                    new TraceDocument.Span(run.forward.id(), forwardNs, forwardNs + 100, batch.serial()),
                    member.spans().get(1));
        }
        assertEquals(0, run.profiler.stats().misuses());
    }

    @Test
    void paddingGoesIntoTheHostsAttributesWhereItHasThem() {
        Attribute tokens = run.profiler.attribute("batch.tokens", "tokens");
        Batch batch = run.profiler.beginBatch();
        batch.add(run.profiler.begin(run.kind), 3);
        batch.padded(3);
        batch.add(run.profiler.begin(run.kind), 4);
        batch.padded(8);
        batch.end();
        run.close();
        assertEquals(
                Map.of("batch.tokens", 7L, "batch.padded_tokens", 8L),
                attributes(run.sink.all(BatchDocument.class).get(0)));
        assertEquals("tokens", tokens.unit());
    }

    @Test
    void paddingWithoutRoomForItsNamesIsCountedAndNotThrown() {
        for (int i = 0; i < Names.MAX_NAMES; i++) {
            run.profiler.attribute("a" + i, "");
        }
        assertThrows(ProfilerException.class, () -> run.profiler.attribute("one more", ""));
        Batch batch = run.profiler.beginBatch();
        batch.padded(8);
        batch.end();
        run.close();
        assertEquals(1, run.profiler.stats().misuses());
    }
}
