package io.narrows.diagnosis;

import io.narrows.analysis.FailureCount;
import java.util.function.Consumer;

/** Requests that failed: latency and shares cover only the others. */
final class Failures implements Detector {

    /** From this part of the requests on, the others no longer speak for the service. */
    static final double QUESTIONS_THE_RUN = 0.01;

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        long failed = evidence.analysis().counts().failed();
        if (failed == 0) {
            return;
        }
        double part = (double) failed / evidence.analysis().counts().measured();
        FailureCount first = evidence.analysis().failures().get(0);
        String reason = first.reason().isEmpty() ? "no reason given" : first.reason();
        into.accept(Draft.note(
                urgency(part),
                "failures",
                null,
                Words.times(failed, "request", "requests") + " failed, " + Words.percent(part)
                        + " of the measured ones",
                "most frequent reason, " + Words.times(first.count(), "time", "times") + ": " + reason,
                "Look at the reason first: latency and shares cover only the requests that succeeded."));
    }

    static Draft.Urgency urgency(double part) {
        return part >= QUESTIONS_THE_RUN ? Draft.Urgency.QUESTIONS_THE_RUN : Draft.Urgency.NOTE;
    }
}
