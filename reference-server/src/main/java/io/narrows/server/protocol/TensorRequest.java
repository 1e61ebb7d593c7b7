package io.narrows.server.protocol;

import io.narrows.server.model.tensor.Tensor;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that fits a model of tensors.
 *
 * @param id to be returned, null when there is none
 * @param inputs the model's inputs, in its order
 * @param outputs names of the outputs that are asked for
 * @param timing whether the response shall carry its own stage times
 * @param schedule when it is to be served
 */
public record TensorRequest(
        @Nullable String id, List<Tensor> inputs, Set<String> outputs, boolean timing, Schedule schedule) {
    public TensorRequest {
        inputs = List.copyOf(inputs);
        outputs = Set.copyOf(outputs);
    }
}
