package io.narrows.diagnosis;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** A batch that costs as much as its members one by one: it only makes the first wait for the last. */
final class ForwardNotScaling implements Detector {

    /** Fixed costs below this part of a mean batch mean that batching gives next to nothing. */
    private static final double FIXED = 0.1;

    private static final double FIT = 0.5;
    private static final int ENOUGH_BATCHES = 30;
    private static final double LEAST_SIZE = 2;

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        BatchCost cost = evidence.batchCost();
        if (cost == null
                || cost.batches() < ENOUGH_BATCHES
                || cost.fit() < FIT
                || cost.meanSize() < LEAST_SIZE
                || cost.fixedPart() > FIXED) {
            return;
        }
        String name = Words.name(cost.place().stage());
        // One after the other, members of n would end after 1, 2, ... n parts of the time: (n + 1) / 2n of it on
        // average.
        double part = (cost.meanSize() - 1) / (2 * cost.meanSize());
        into.accept(Draft.gain(
                        "forward-not-scaling",
                        cost.place(),
                        name + " takes time in proportion to what is in a batch: batching saves nothing",
                        String.format(
                                Locale.ROOT,
                                "%.1f members and %s on average, of which %s do not depend on the %s (fit %.2f)",
                                cost.meanSize(),
                                Words.ms(cost.meanMs()),
                                Words.ms(Math.max(0, cost.fixedMs())),
                                cost.padded() ? "computed tokens" : "number of members",
                                cost.fit()),
                        "Form smaller batches (reference server: `batching.max-size`), on more workers where a core is free "
                                + "(`batching.workers`); or let one forward use more cores (`model.intra-op-threads`).",
                        evidence.arithmetic()
                                .saving(
                                        evidence.faster(List.of(cost.place().stage()), part),
                                        "the members are served one after the other",
                                        "at most"))
                .explaining(List.of(StageTime.ID), List.of(cost.place().stage())));
    }
}
