package io.narrows.compare;

import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.StageStatistics;
import io.narrows.diagnosis.Diagnosis;
import io.narrows.diagnosis.Finding;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What holds a run back most.
 *
 * @param stage the stage with the largest part of the mean latency, waits left out; empty without good requests
 * @param share its part
 * @param finding the first finding's id, empty without one
 * @param title its title
 */
public record Bottleneck(String stage, double share, String finding, String title) {

    static Bottleneck of(Diagnosis diagnosis) {
        RunAnalysis analysis = diagnosis.analysis();
        StageStatistics longest = analysis.stages().stream()
                .filter(stage -> !stage.waiting())
                .max(Comparator.comparingDouble(StageStatistics::shareOfMean))
                .orElse(null);
        Finding first =
                diagnosis.findings().isEmpty() ? null : diagnosis.findings().get(0);
        return new Bottleneck(
                longest == null ? "" : longest.name(),
                longest == null ? 0 : longest.shareOfMean(),
                first == null ? "" : first.id() + about(first.stage()),
                first == null ? "" : first.title());
    }

    private static String about(@Nullable String stage) {
        return stage == null ? "" : " " + stage;
    }

    /** Whether another thing holds the other run back. */
    boolean differs(Bottleneck other) {
        return !stage.equals(other.stage) || !finding.equals(other.finding);
    }
}
