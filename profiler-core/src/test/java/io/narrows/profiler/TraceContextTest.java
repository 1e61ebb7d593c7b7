package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.TraceDocument;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String VALID = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void aValidParentGivesItsIdsAndFlags() {
        assertEquals(
                new TraceContext(0x0af7651916cd43ddL, 0x8448eb211c80319cL, 0xb7ad6b7169203331L, 1, "a=1,b=2"),
                TraceContext.parse(" " + VALID + " ", " a=1,b=2 "));
        assertEquals(
                0,
                Objects.requireNonNull(TraceContext.parse(VALID.substring(0, 53) + "02", null))
                        .flags());
    }

    @Test
    void aLaterVersionMayGoOn() {
        assertNotNull(TraceContext.parse("cc" + VALID.substring(2) + "-more", null));
        assertNull(TraceContext.parse("cc" + VALID.substring(2) + ".more", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-011",
                "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333g-01"
            })
    void anythingElseIsNoContext(String header) {
        assertNull(TraceContext.parse(header, "a=1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=1\r\nx: y", "a=\u00e9", "a=\u007f"})
    void aStateThatIsNoHeaderIsNotHandedOn(String state) {
        assertEquals(
                "", Objects.requireNonNull(TraceContext.parse(VALID, state)).tracestate());
    }

    @Test
    void aStateOfMoreThan32MembersIsNotHandedOn() {
        String members = "k=v,".repeat(31) + "k=v";
        assertEquals(
                members,
                Objects.requireNonNull(TraceContext.parse(VALID, members)).tracestate());
        assertEquals(
                "",
                Objects.requireNonNull(TraceContext.parse(VALID, members + ",k=v"))
                        .tracestate());
    }

    @Test
    void whatGoesOutHasThisServicesSpanForItsParent(@TempDir Path directory) {
        try (TestRun run = new TestRun(directory)) {
            Trace trace = run.profiler.begin(run.kind, 1, TraceContext.parse(VALID, "a=1"));
            assertTrue(trace.traceparent().matches("00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01"));
            assertNotEquals(VALID, trace.traceparent());
            assertEquals("a=1", trace.tracestate());
            TraceContext next = TraceContext.parse(trace.traceparent(), trace.tracestate());
            assertEquals(
                    TraceDocument.spanId(0x8448eb211c80319cL, trace.serial()),
                    Objects.requireNonNull(next).parentSpanId());
            Trace again = run.profiler.begin(run.kind, 1, TraceContext.parse(VALID, ""));
            assertNotEquals(trace.traceparent(), again.traceparent());
            assertNotNull(
                    TraceContext.parse(run.profiler.begin(run.kind, 1, null).traceparent(), null));
        }
    }

    @Test
    void whoRecordsNothingHandsOnWhatCameIn() {
        Profiler off = Profiler.disabled();
        Trace trace = off.begin(off.kind("infer"), 1, TraceContext.parse(VALID, "a=1"));
        assertEquals(VALID, trace.traceparent());
        assertEquals("a=1", trace.tracestate());
        assertEquals("", off.begin(off.kind("infer")).traceparent());
    }

    @Test
    void aRandomContextIsValid() {
        TraceContext random = TraceContext.random();
        assertNotEquals(TraceContext.random(), random);
        assertTrue(random.traceIdLow() != 0 && random.parentSpanId() == 0 && random.flags() == 1);
    }
}
