package io.narrows.diagnosis;

import io.narrows.analysis.RunAnalysis;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run's log says, and what to do about it. Immutable.
 *
 * @param analysis what the log says
 * @param findings ranked, the first is the most important
 * @param goal what the findings are ranked for, or null
 */
public record Diagnosis(
        RunAnalysis analysis,
        List<Finding> findings,
        @Nullable Goal goal) {

    public Diagnosis {
        findings = List.copyOf(findings);
    }
}
