package io.narrows.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Ranks what the detectors found: first what questions the run itself (failures, loss), then by predicted gain, then what
 * has no prediction.
 */
final class Findings {

    private Findings() {}

    /** A finding before it has a rank; a lower urgency comes first. */
    record Candidate(int urgency, Finding finding) {

        static final int QUESTIONS_THE_RUN = 0;
        static final int GAIN = 1;
        static final int NOTE = 2;

        private double change() {
            Finding.Prediction predicted = finding.predicted();
            return predicted == null ? 0 : predicted.changePercent();
        }
    }

    static List<Finding> rank(FindingContext context) {
        List<Candidate> candidates = new ArrayList<>();
        RunDetectors.look(context, candidates);
        StageDetectors.look(context, candidates);
        candidates.sort(Comparator.comparingInt(Candidate::urgency).thenComparingDouble(Candidate::change));
        List<Finding> ranked = new ArrayList<>();
        for (Candidate candidate : candidates) {
            Finding f = candidate.finding();
            ranked.add(new Finding(
                    ranked.size() + 1,
                    f.id(),
                    f.segment(),
                    f.stage(),
                    f.title(),
                    f.evidence(),
                    f.suggestion(),
                    f.predicted(),
                    f.meetsGoal()));
        }
        return ranked;
    }
}
