package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.TraceDocument;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that make no sense are counted, never thrown. */
class MisuseTest {
    @TempDir
    Path directory;

    @Test
    void useAfterTheEndIsCountedAndLeavesTheDocumentAsItWas() {
        TestRun run = new TestRun(directory);
        try (run) {
            Trace trace = run.profiler.begin(run.kind);
            trace.enter(run.read);
            trace.end();
            trace.end();
            trace.enter(run.forward);
            trace.leave();
            trace.attribute(run.profiler.attribute("tokens", ""), 1);
            trace.fail("late");
            trace.mark();
            assertEquals(6, run.profiler.stats().misuses());
        }
        TraceDocument document = run.sink.all(TraceDocument.class).get(0);
        assertEquals(TraceDocument.Outcome.OK, document.outcome());
        assertEquals(1, document.spans().size());
        assertFalse(document.marked());
    }

    @Test
    void namesOfAnotherProfilerAreCounted(@TempDir Path other) {
        try (TestRun run = new TestRun(directory);
                TestRun foreign = new TestRun(other)) {
            Trace trace = run.profiler.begin(run.kind);
            trace.enter(foreign.read);
            trace.attribute(foreign.profiler.attribute("tokens", ""), 1);
            Batch batch = run.profiler.beginBatch();
            batch.enter(foreign.read);
            batch.add(foreign.profiler.begin(foreign.kind), 1);
            Trace inert = run.profiler.begin(foreign.kind);
            inert.enter(run.read);
            assertEquals(0, inert.serial());
            assertEquals(4, run.profiler.stats().misuses());
            assertEquals(1, foreign.profiler.stats().misuses());
        }
    }

    @Test
    void aBatchThatEndedTakesNothingMore() {
        TestRun run = new TestRun(directory);
        try (run) {
            Trace trace = run.profiler.begin(run.kind);
            Batch batch = run.profiler.beginBatch();
            batch.end();
            batch.add(trace, 1);
            batch.enter(run.forward);
            batch.fail();
            batch.end();
            trace.end();
            assertEquals(4, run.profiler.stats().misuses());
        }
        assertEquals(1, run.sink.all(TraceDocument.class).size());
    }

    @Test
    void namesAreRefusedWhenTheyContradict() {
        try (TestRun run = new TestRun(directory)) {
            assertEquals(
                    "stage 'read' is in segment SERVING, not in DATA: a stage has one segment",
                    assertThrows(ProfilerException.class, () -> run.profiler.stage("read", Segment.DATA))
                            .getMessage());
            run.profiler.attribute("size", "bytes");
            assertEquals(
                    "attribute 'size' has unit 'bytes', not '': an attribute has one unit",
                    assertThrows(ProfilerException.class, () -> run.profiler.attribute("size", ""))
                            .getMessage());
            assertEquals(
                    "kind name ' ' must have 1 to 200 characters that are not all blank",
                    assertThrows(ProfilerException.class, () -> run.profiler.kind(" "))
                            .getMessage());
            for (int i = 3; i < Names.MAX_NAMES - 1; i++) {
                run.profiler.stage("s" + i, Segment.DATA);
            }
            assertEquals(
                    "stage 'one more' would be number 4097; at most 4096 are allowed,"
                            + " so do not build names from requests",
                    assertThrows(ProfilerException.class, () -> run.profiler.stage("one more", Segment.DATA))
                            .getMessage());
        }
    }

    @Test
    void aDisabledProfilerTakesEverythingAndRecordsNothing() {
        try (Profiler profiler = Profiler.disabled()) {
            assertFalse(profiler.enabled());
            Stage stage = profiler.stage("read", Segment.SERVING);
            Kind kind = profiler.kind("infer");
            Trace trace = profiler.begin(kind);
            Batch batch = profiler.beginBatch();
            batch.add(trace, 1);
            batch.enter(stage);
            batch.end();
            trace.enter(stage);
            trace.fail("no");
            trace.end();
            trace.end();
            assertEquals(0, trace.serial());
            assertEquals("0".repeat(32), trace.traceId());
            assertEquals(0, trace.breakdown().totalNs());
            assertTrue(trace.breakdown().stages().isEmpty());
            assertEquals(
                    "00000000000000070000000000000009",
                    profiler.begin(kind, 1, 7, 9).traceId());
            assertEquals(ProfilerStats.NONE, profiler.stats());
            assertEquals(
                    "a disabled profiler has no run directory",
                    assertThrows(ProfilerException.class, profiler::directory).getMessage());
        }
    }

    @Test
    @SuppressWarnings("NullAway") // as a host without null checks would
    void nothingIsThrownAtAHostThatPassesNull() {
        TestRun run = new TestRun(directory);
        try (run) {
            Trace trace = run.profiler.begin(run.kind);
            trace.enter(null);
            trace.attribute(null, 1);
            Batch batch = run.profiler.beginBatch();
            batch.add(null, 1);
            batch.enter(null);
            batch.attribute(null, 1);
            run.profiler.begin(null).end();
            assertEquals(6, run.profiler.stats().misuses());
            trace.fail(new NullPointerException().getMessage());
            trace.end();
        }
        TraceDocument document = run.sink.all(TraceDocument.class).get(0);
        assertEquals(TraceDocument.Outcome.FAILED, document.outcome());
        assertEquals("", document.failure());
    }
}
