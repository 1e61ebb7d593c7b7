package io.narrows.diagnosis;

import io.narrows.analysis.RunAnalysis;
import java.util.List;

/**
 * What a run's log says, and what to do about it. Immutable.
 *
 * @param analysis what the log says
 * @param findings ranked, the first is the most important
 */
public record Diagnosis(RunAnalysis analysis, List<Finding> findings) {

    public Diagnosis {
        findings = List.copyOf(findings);
    }
}
