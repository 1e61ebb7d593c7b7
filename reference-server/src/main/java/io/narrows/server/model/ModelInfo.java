package io.narrows.server.model;

import java.util.List;
import java.util.Map;

/**
 * What a model is called, takes and returns, in the words of the Open Inference Protocol.
 *
 * @param name name in request paths
 * @param version version in request paths, decimal
 * @param platform {@code <project>_<format>}, for example {@code pytorch_torchscript}
 * @param inputs input tensors
 * @param outputs output tensors
 * @param properties further facts: engine, engine version, model hash, precision
 */
public record ModelInfo(
        String name,
        String version,
        String platform,
        List<TensorInfo> inputs,
        List<TensorInfo> outputs,
        Map<String, String> properties) {

    public ModelInfo {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        properties = Map.copyOf(properties);
    }

    /** The form of the network, {@code default} for a model that has no variants. */
    public String variant() {
        return properties.getOrDefault("variant", "default");
    }

    /**
     * One input or output.
     *
     * @param name name in requests and responses
     * @param datatype datatype of the protocol, for example {@code BYTES} or {@code FP32}
     * @param shape sizes of its dimensions, -1 where any size is taken
     */
    public record TensorInfo(String name, String datatype, List<Long> shape) {
        public TensorInfo {
            shape = List.copyOf(shape);
        }
    }
}
