package io.narrows.data.pipeline;

import io.narrows.data.order.EpochOrder;
import io.narrows.data.order.Intervals;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline does.
 *
 * @param shards where samples come from
 * @param order in which order
 * @param positions which of them
 * @param stages what is done to each
 * @param memoryBytes bytes that may be held
 * @param ordered whether samples come out in the order of their positions, or as they are done
 * @param skipFaults whether a sample that cannot be loaded is left out, or ends everything
 * @param sizeOf bytes of a value once it is ready; null where what was allocated meanwhile stands for it
 */
public record PipelineConfig(
        Shards shards,
        EpochOrder order,
        Intervals positions,
        Stages stages,
        long memoryBytes,
        boolean ordered,
        boolean skipFaults,
        @Nullable ToLongFunction<Object> sizeOf) {}
