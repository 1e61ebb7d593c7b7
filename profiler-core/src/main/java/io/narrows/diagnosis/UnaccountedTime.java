package io.narrows.diagnosis;

import io.narrows.analysis.Unaccounted;
import java.util.function.Consumer;

/** Time that lies in no stage. */
final class UnaccountedTime implements Detector {

    static final String ID = "unaccounted";

    /** More than this is a finding: it is then as large as what one would tune. */
    private static final double LIMIT = 0.03;

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        Unaccounted unaccounted = evidence.analysis().unaccounted();
        if (unaccounted == null || unaccounted.shareOfMean() <= LIMIT) {
            return;
        }
        boolean largest =
                evidence.stages().stream().allMatch(share -> share.stage().shareOfMean() < unaccounted.shareOfMean());
        into.accept(Draft.note(
                largest ? Draft.Urgency.QUESTIONS_THE_RUN : Draft.Urgency.NOTE,
                ID,
                null,
                Words.percent(unaccounted.shareOfMean()) + " of the mean latency lies in no stage",
                Words.ms(unaccounted.meanMs()) + " per request, " + Words.percent(unaccounted.shareOfP99())
                        + " of the p99",
                "Time the gaps that the waterfalls show with a stage of their own: `Trace.enter(stage)`."));
    }
}
