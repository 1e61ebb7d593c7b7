package io.narrows.diagnosis;

import io.narrows.analysis.BatchStatistics;
import io.narrows.whatif.Change;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Tokens that are computed only because a batch has one length. */
final class PaddingWaste implements Detector {

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        BatchStatistics batches = evidence.analysis().batches();
        BatchStatistics.Padding padding = batches == null ? null : batches.padding();
        BatchCost cost = evidence.batchCost();
        if (padding == null || cost == null || padding.waste() <= 0) {
            return;
        }
        String stage = cost.place().stage();
        String name = Words.name(stage);
        into.accept(Draft.gain(
                        "padding-waste",
                        cost.place(),
                        Words.percent(padding.waste()) + " of the tokens that " + name + " computes are padding",
                        String.format(
                                Locale.ROOT,
                                "%,d tokens computed for %,d of the requests",
                                padding.paddedTokens(),
                                padding.tokens()),
                        Suggestions.PADDING,
                        evidence.promise(
                                evidence.faster(List.of(stage), padding.waste()),
                                "no padding, and " + name + " takes time in proportion to its tokens",
                                "at most",
                                new Change.NoPadding()))
                .explaining(List.of(StageTime.ID, "forward-not-scaling", Queues.SATURATED, Queues.TOO_FEW), List.of()));
    }
}
