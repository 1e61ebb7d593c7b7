package io.narrows.diagnosis;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.RunAnalyzer;
import io.narrows.analysis.Warmup;
import io.narrows.analysis.accounting.AccountingRecorder;
import io.narrows.analysis.accounting.Attribution;
import io.narrows.log.LogDocument;
import io.narrows.whatif.ModelRecorder;
import io.narrows.whatif.WhatIf;
import org.jspecify.annotations.Nullable;

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
        return diagnose(documents, options, null);
    }

    /**
     * Diagnoses a run that is to reach a goal.
     *
     * @param documents the log, in the order in which it was written; iterated once, closed by the caller
     * @param options what to look at
     * @param goal what the findings are to help with; null ranks them by gain alone
     * @return the diagnosis; no input makes it fail, what the iteration throws comes through
     */
    public static Diagnosis diagnose(Iterable<LogDocument> documents, AnalysisOptions options, @Nullable Goal goal) {
        RunAnalyzer analyzer = new RunAnalyzer(options);
        AccountingRecorder accounting = new AccountingRecorder(options);
        ModelRecorder model = new ModelRecorder(options);
        EvidenceRecorder recorder = new EvidenceRecorder(options);
        for (LogDocument document : documents) {
            analyzer.accept(document);
            accounting.accept(document);
            model.accept(document);
            recorder.accept(document);
        }
        RunAnalysis analysis = analyzer.finish();
        Warmup warmup = analysis.warmup();
        Attribution attribution = accounting.finish(warmup == null ? 0 : warmup.untilS());
        WhatIf whatIf = WhatIf.of(model.finish());
        Evidence evidence = recorder.finish(analysis, attribution, whatIf, goal);
        return new Diagnosis(analysis, attribution, whatIf, Findings.rank(evidence), goal);
    }
}
