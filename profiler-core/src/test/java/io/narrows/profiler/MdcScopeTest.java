package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.reflect.Field;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;
import org.slf4j.helpers.BasicMDCAdapter;

/** The trace id in the diagnostic context, with an adapter that keeps it: the one of slf4j-simple does not. */
class MdcScopeTest {
    private Object adapter;

    @BeforeEach
    void keepTheContext() throws ReflectiveOperationException {
        adapter = adapter().get(null);
        adapter().set(null, new BasicMDCAdapter());
    }

    @AfterEach
    void restore() throws ReflectiveOperationException {
        adapter().set(null, adapter);
    }

    private static Field adapter() throws NoSuchFieldException {
        for (Field field : MDC.class.getDeclaredFields()) {
            if (field.getType() == org.slf4j.spi.MDCAdapter.class) {
                field.setAccessible(true);
                return field;
            }
        }
        throw new NoSuchFieldException("the adapter of MDC");
    }

    @Test
    void theTraceIdIsThereForTheTimeOfTheBlock(@TempDir Path directory) {
        try (TestRun run = new TestRun(directory);
                Trace trace = run.profiler.begin(run.kind)) {
            try (Trace.Scope outer = trace.mdc()) {
                assertEquals(trace.traceId(), MDC.get("traceId"));
                MDC.put("traceId", "of somebody else");
                try (Trace.Scope inner = trace.mdc()) {
                    assertEquals(trace.traceId(), MDC.get("traceId"));
                }
                assertEquals("of somebody else", MDC.get("traceId"));
            }
            assertNull(MDC.get("traceId"));
        }
    }

    @Test
    void aTraceWithoutAnIdPutsNothingThere() {
        Profiler off = Profiler.disabled();
        try (Trace trace = off.begin(off.kind("infer"));
                Trace.Scope nothing = trace.mdc()) {
            assertNull(MDC.get("traceId"));
        }
    }
}
