package io.narrows.analysis;

import org.jspecify.annotations.Nullable;

/**
 * What an analysis looks at.
 *
 * @param sessionTraceIdHigh first 64 bits of the trace ids that a load session used; only these traces are measured. Null
 *     measures every trace
 */
public record AnalysisOptions(@Nullable Long sessionTraceIdHigh) {

    /** Every trace is measured. */
    public static AnalysisOptions allTraces() {
        return new AnalysisOptions(null);
    }

    /** Only the traces of a load session are measured. */
    public static AnalysisOptions session(long traceIdHigh) {
        return new AnalysisOptions(traceIdHigh);
    }

    /** Whether a trace counts as measured. */
    public boolean measures(long traceIdHigh) {
        Long session = sessionTraceIdHigh;
        return session == null || session == traceIdHigh;
    }
}
