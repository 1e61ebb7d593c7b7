package io.narrows.server.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An inference request as it was sent: well-formed, not yet held against a model.
 *
 * @param id to be returned with the response, null when the client gave none
 * @param parameters name to {@link String}, {@link Number} or {@link Boolean}
 * @param inputs input tensors in the order sent
 * @param outputs outputs asked for, null when the client left that to the server
 */
public record InferRequest(
        @Nullable String id,
        Map<String, Object> parameters,
        List<Input> inputs,
        @Nullable List<RequestedOutput> outputs) {

    /**
     * An input tensor.
     *
     * @param name name of the tensor
     * @param datatype datatype as sent
     * @param shape sizes of its dimensions, none negative
     * @param parameters name to {@link String}, {@link Number} or {@link Boolean}
     * @param data its elements
     */
    public record Input(
            String name, String datatype, List<Long> shape, Map<String, Object> parameters, TensorData data) {}

    /**
     * An output that the client wants.
     *
     * @param name name of the tensor
     * @param parameters name to {@link String}, {@link Number} or {@link Boolean}
     */
    public record RequestedOutput(String name, Map<String, Object> parameters) {}
}
