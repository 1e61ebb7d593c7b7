package io.narrows.server.bulk;

import io.narrows.profiler.Attribute;
import io.narrows.profiler.Batch;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;

/**
 * The stages that a window goes through after the loader's.
 *
 * @param queue waiting for a free runner
 * @param assemble padding the texts and making the input tensors
 * @param forward the model
 * @param postprocess copying the vectors out of the engine
 * @param order waiting for windows before it that are not yet done
 * @param write writing the vectors and what they belong to
 * @param texts texts of the window
 * @param tokens their tokens
 * @param paddedTokens tokens after padding, which is what the model works on
 */
record BulkStages(
        Stage queue,
        Stage assemble,
        Stage forward,
        Stage postprocess,
        Stage order,
        Stage write,
        Attribute texts,
        Attribute tokens,
        Attribute paddedTokens) {

    static BulkStages of(Profiler profiler) {
        return new BulkStages(
                profiler.stage("queue", Segment.SERVING),
                profiler.stage("batch.assemble", Segment.DATA),
                profiler.stage("forward", Segment.COMPUTE),
                profiler.stage("postprocess", Segment.COMPUTE),
                profiler.stage("order.wait", Segment.SERVING),
                profiler.stage("write", Segment.SERVING),
                profiler.attribute("batch.size", ""),
                profiler.attribute(Batch.USEFUL, ""),
                profiler.attribute(Batch.COMPUTED, ""));
    }
}
