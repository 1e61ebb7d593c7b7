package io.narrows.server.batching;

import io.narrows.profiler.Attribute;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;

/**
 * The stages and attributes of a batch.
 *
 * @param assemble padding the texts and making the input tensors
 * @param forward the model
 * @param postprocess copying the result out of the engine
 * @param size texts in the batch
 * @param tokens their tokens
 * @param paddedTokens tokens after padding, which is what the model works on
 * @param profiled whether its operators were profiled, which makes it slower
 * @param lead why its first member was chosen, by the codes of {@code BatchCut.Lead}
 * @param cut why it had no more members, by the codes of {@code BatchCut.End}
 * @param expectedUs what the cost model expected it to take, where it knew
 * @param shape length to which the texts were padded, the longest of the batch's forwards
 */
public record BatchStages(
        Stage assemble,
        Stage forward,
        Stage postprocess,
        Attribute size,
        Attribute tokens,
        Attribute paddedTokens,
        Attribute profiled,
        Attribute lead,
        Attribute cut,
        Attribute expectedUs,
        Attribute shape) {

    /** Names them. */
    public static BatchStages of(Profiler profiler) {
        return new BatchStages(
                profiler.stage("batch.assemble", Segment.DATA),
                profiler.stage("forward", Segment.COMPUTE),
                profiler.stage("postprocess", Segment.COMPUTE),
                profiler.attribute("batch.size", ""),
                profiler.attribute("batch.tokens", ""),
                profiler.attribute("batch.padded_tokens", ""),
                profiler.attribute("batch.profiled", ""),
                profiler.attribute("batch.lead", ""),
                profiler.attribute("batch.cut", ""),
                profiler.attribute("batch.expected_us", "us"),
                profiler.attribute("shape", ""));
    }
}
