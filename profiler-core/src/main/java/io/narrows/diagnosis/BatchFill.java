package io.narrows.diagnosis;

import io.narrows.analysis.accounting.Part;
import io.narrows.analysis.accounting.PartType;
import io.narrows.whatif.Change;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Requests that wait for a batch to fill while a worker is free. */
final class BatchFill implements Detector {

    @Override
    public void look(Evidence evidence, Consumer<Draft> into) {
        for (Part part : evidence.attribution().parts()) {
            Evidence.StageShare queue = part.type() == PartType.BATCH_FILL ? evidence.stage(part.stage()) : null;
            if (queue == null || queue.stage().meanMs() <= 0) {
                continue;
            }
            double ofWait = Math.min(1, part.meanMs() / queue.stage().meanMs());
            BatchCost cost = evidence.batchCost();
            into.accept(Draft.gain(
                            "batch-window-long",
                            queue.place(),
                            "Requests wait " + Words.ms(part.meanMs()) + " for a batch to fill while a worker is free",
                            String.format(
                                    Locale.ROOT,
                                    "that is %s of the mean latency and %s of the time in %s; batches have %.1f members on"
                                            + " average",
                                    Words.percent(part.shareOfMean()),
                                    Words.percent(ofWait),
                                    Words.name(queue.name()),
                                    cost == null ? 1 : cost.meanSize()),
                            "Wait for less time, or not at all: a batch fills by itself while all workers are busy. (The reference "
                                    + "server's workers never wait.)",
                            evidence.promise(
                                    evidence.faster(List.of(queue.name()), ofWait),
                                    "no wait for a batch to fill",
                                    "at most",
                                    new Change.MaxWait(queue.name(), 0)))
                    .explaining(List.of(Queues.TOO_FEW, Queues.SATURATED), List.of(queue.name())));
        }
    }
}
