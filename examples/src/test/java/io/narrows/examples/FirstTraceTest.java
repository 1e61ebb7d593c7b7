package io.narrows.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.TraceDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows records what it says. */
class FirstTraceTest {
    @Test
    void everyRequestIsInTheLogWithBothStages(@TempDir Path directory) {
        Path run = directory.resolve("run");
        FirstTrace.serve(run, List.of("one", "two", "three"));
        List<TraceDocument> traces = new ArrayList<>();
        try (LogReader reader = LogReader.open(RunDirectory.open(run))) {
            for (LogDocument document : reader) {
                if (document instanceof TraceDocument trace) {
                    traces.add(trace);
                }
            }
        }
        assertEquals(3, traces.size());
        for (TraceDocument trace : traces) {
            assertEquals(2, trace.spans().size());
            assertEquals(trace.spans().get(0).endNs(), trace.spans().get(1).startNs());
            assertEquals(trace.endNs(), trace.spans().get(1).endNs());
        }
    }
}
