package io.narrows.diagnosis;

import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.accounting.Attribution;
import io.narrows.whatif.WhatIf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run's log says, and what to do about it. Immutable.
 *
 * @param analysis what the log says
 * @param attribution where the time of requests went, and what makes the slow ones slow
 * @param whatIf what the run would have been with something changed
 * @param findings ranked, the first is the most important
 * @param goal what the findings are ranked for, or null
 */
public record Diagnosis(
        RunAnalysis analysis,
        Attribution attribution,
        WhatIf whatIf,
        List<Finding> findings,
        @Nullable Goal goal) {

    public Diagnosis {
        findings = List.copyOf(findings);
    }
}
