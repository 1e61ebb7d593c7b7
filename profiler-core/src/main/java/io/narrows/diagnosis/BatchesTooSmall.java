package io.narrows.diagnosis;

import io.narrows.whatif.Change;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Batches that are full while requests wait, though most of what a batch costs does not depend on its size. */
final class BatchesTooSmall implements Detector {

    /** From this part on, twice the batch costs less than one and a half times as much. */
    private static final double FIXED = 0.5;

    /** Most batches must be full, or the limit is not what keeps them small. */
    private static final double FULL = 0.5;

    private static final int LARGER = 4;

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        BatchCost cost = evidence.batchCost();
        if (cost == null || cost.fixedPart() < FIXED || cost.atMax() < FULL || !cost.varied()) {
            return;
        }
        for (Station station : evidence.stations()) {
            double[] waits = evidence.requests().stageNs(station.queue().stage());
            double wait = evidence.requests().share(waits);
            if (!station.stages().contains(cost.place().stage()) || wait < Queues.WAITS) {
                continue;
            }
            into.accept(Draft.gain(
                            "batch-window-short",
                            cost.place(),
                            String.format(
                                    Locale.ROOT,
                                    "Batches of %d are full while requests wait, and a larger one costs little more",
                                    cost.maxSize()),
                            String.format(
                                            Locale.ROOT,
                                            "%s of the batches have %d members; %s of the %s of a batch do not depend on its size; ",
                                            Words.percent(cost.atMax()),
                                            cost.maxSize(),
                                            Words.ms(cost.fixedMs()),
                                            Words.ms(cost.meanMs()))
                                    + Queues.words(evidence, station, wait),
                            "Allow larger batches (reference server: `batching.max-size`).",
                            evidence.promise(
                                    waits,
                                    "batches of at most " + LARGER * cost.maxSize(),
                                    "at most",
                                    new Change.MaxBatch(station.queue().stage(), LARGER * cost.maxSize())))
                    .explaining(List.of(Queues.TOO_FEW, Queues.SATURATED, StageTime.ID), station.all()));
        }
    }
}
