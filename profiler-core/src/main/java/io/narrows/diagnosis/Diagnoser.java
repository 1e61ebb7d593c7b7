package io.narrows.diagnosis;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.RunAnalyzer;
import io.narrows.log.LogDocument;

/** Reads the documents of a run once and makes all that a report needs of them. Thread-safe. */
public final class Diagnoser {

    private Diagnoser() {}

    /**
     * Diagnoses a run.
     *
     * @param documents the log, in the order in which it was written; iterated once, closed by the caller
     * @param options what to look at
     * @return the diagnosis; no input makes it fail, what the iteration throws comes through
     */
    public static Diagnosis diagnose(Iterable<LogDocument> documents, AnalysisOptions options) {
        RunAnalyzer analyzer = new RunAnalyzer(options);
        for (LogDocument document : documents) {
            analyzer.accept(document);
        }
        RunAnalysis analysis = analyzer.finish();
        return new Diagnosis(analysis, Findings.rank(FindingContext.of(analysis)));
    }
}
