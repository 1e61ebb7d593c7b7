package io.narrows.server.testing;

import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunFooter;
import io.narrows.log.TraceDocument;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * What a test wants to know of a run's log.
 *
 * @param traceIds of all traces, 32 hexadecimal digits each
 * @param footer whether the log was closed in order
 */
public record RunLog(Set<String> traceIds, boolean footer) {
    /** Reads a log to its end. */
    public static RunLog read(Path run) {
        Set<String> traceIds = new HashSet<>();
        boolean footer = false;
        try (LogReader reader = LogReader.open(RunDirectory.open(run))) {
            for (LogDocument document = reader.next(); document != null; document = reader.next()) {
                if (document instanceof TraceDocument trace) {
                    traceIds.add(String.format("%016x%016x", trace.traceIdHigh(), trace.traceIdLow()));
                }
                footer |= document instanceof RunFooter;
            }
        }
        return new RunLog(traceIds, footer);
    }
}
