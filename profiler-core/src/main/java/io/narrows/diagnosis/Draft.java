package io.narrows.diagnosis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A finding before it is compared with the others and has a rank. Immutable.
 *
 * @param urgency what it is compared by
 * @param finding what it says; its rank is 0
 * @param explains ids of findings that are about the same cause in more general words
 * @param stages stages that these must be about to count as explained; empty for any
 */
record Draft(Urgency urgency, Finding finding, List<String> explains, List<String> stages) {

    /** In the order in which findings are told. */
    enum Urgency {
        /** The other numbers describe only a part of the run. */
        QUESTIONS_THE_RUN,
        /** Something to gain. */
        GAIN,
        /** Worth knowing. */
        NOTE
    }

    Draft {
        explains = List.copyOf(explains);
        stages = List.copyOf(stages);
    }

    /** A finding that promises something. */
    static Draft gain(
            String id,
            @Nullable Place place,
            String title,
            String evidence,
            String suggestion,
            Finding.Prediction promise) {
        return new Draft(Urgency.GAIN, finding(id, place, title, evidence, suggestion, promise), List.of(), List.of());
    }

    /** A finding that promises nothing that could be computed. */
    static Draft note(
            Urgency urgency, String id, @Nullable Place place, String title, String evidence, String suggestion) {
        return new Draft(urgency, finding(id, place, title, evidence, suggestion, null), List.of(), List.of());
    }

    /**
     * The same, which tells the cause of others.
     *
     * @param ids of those
     * @param aboutStages their stages; empty for any
     */
    Draft explaining(List<String> ids, List<String> aboutStages) {
        return new Draft(urgency, finding, ids, aboutStages);
    }

    /** Change of the metric in percent, negative for an improvement; 0 where none is predicted. */
    double change() {
        Finding.Prediction predicted = finding.predicted();
        return predicted == null ? 0 : predicted.improvement();
    }

    /** Whether it tells the cause of another. */
    boolean tellsCauseOf(Draft other) {
        String stage = other.finding().stage();
        return !other.equals(this)
                && explains.contains(other.finding().id())
                && (stages.isEmpty() || stage == null || stages.contains(stage));
    }

    private static Finding finding(
            String id,
            @Nullable Place place,
            String title,
            String evidence,
            String suggestion,
            Finding.@Nullable Prediction promise) {
        return new Finding(
                0,
                id,
                place == null ? null : place.segment(),
                place == null ? null : place.stage(),
                title,
                evidence,
                suggestion,
                promise,
                null);
    }

    /** A stage with its segment. */
    record Place(String stage, String segment) {}
}
