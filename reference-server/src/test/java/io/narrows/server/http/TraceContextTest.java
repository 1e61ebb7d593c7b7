package io.narrows.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String VALID = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void aValidParentGivesItsTraceIdAndFlags() {
        TraceContext context = TraceContext.of(VALID);
        assertEquals(new TraceContext(0x0af7651916cd43ddL, 0x8448eb211c80319cL, 1), context);
        assertTrue(context.header().matches("00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01"));
        assertNotEquals(VALID, context.header());
    }

    @Test
    void aLaterVersionMayGoOn() {
        assertEquals(
                0x0af7651916cd43ddL,
                TraceContext.of("cc" + VALID.substring(2) + "-more").traceIdHigh());
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
    void anythingElseStartsANewTrace(String header) {
        TraceContext context = TraceContext.of(header);
        assertNotEquals(0x0af7651916cd43ddL, context.traceIdHigh());
        assertEquals(1, context.flags());
        assertNotEquals(0, context.traceIdLow());
    }
}
