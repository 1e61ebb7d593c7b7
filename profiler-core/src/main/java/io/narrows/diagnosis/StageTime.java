package io.narrows.diagnosis;

import io.narrows.whatif.Change;
import java.util.List;
import java.util.function.Consumer;

/** A stage whose being a little faster would make the requests much faster. */
final class StageTime implements Detector {

    static final String ID = "stage-time";

    /** How much faster a stage becomes by ordinary work on it. */
    static final double FASTER = 0.2;

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        for (Evidence.StageShare share : evidence.stages()) {
            if (!share.role().waits()) {
                String name = Words.name(share.name());
                Finding.Prediction promise = evidence.promise(
                        evidence.faster(List.of(share.name()), FASTER),
                        name + " takes 20 % less time",
                        "at least",
                        new Change.Faster(share.name(), 100 * FASTER));
                into.accept(Draft.gain(
                        ID,
                        share.place(),
                        name + " takes " + Words.tenths(share.meanTenths()) + " of the mean latency and "
                                + Words.tenths(share.tailTenths()) + " of the p99",
                        share.words(),
                        Suggestions.forStage(share),
                        promise));
            }
        }
    }
}
