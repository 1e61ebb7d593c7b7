package io.narrows.server.model.onnx;

import java.util.List;

/**
 * An operation of the graph.
 *
 * @param name name of the node, for example {@code /encoder/layer.0/attention/self/query/MatMul}
 * @param operator name of the operator, for example {@code MatMul}
 * @param inputs names of its inputs
 */
public record OnnxNode(String name, String operator, List<String> inputs) {
    public OnnxNode {
        inputs = List.copyOf(inputs);
    }
}
