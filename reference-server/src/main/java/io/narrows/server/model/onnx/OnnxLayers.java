package io.narrows.server.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * In which layer of a network the nodes of an ONNX file are. What exports PyTorch modules names each node by the path of its
 * module and its operator, with slashes; what ONNX Runtime makes of several nodes it names after one of them and itself, or by
 * itself. Stateless.
 */
public final class OnnxLayers {

    private static final String MADE = "Fusion";

    private OnnxLayers() {}

    /**
     * Names the layer of each node.
     *
     * @param nodes names of nodes, in the order in which they ran
     * @return the path of the module with dots in between, such as {@code encoder.layer.0.intermediate.dense}; that of the
     *     node before for one whose name is no path; empty where there is none
     */
    public static List<String> of(List<String> nodes) {
        List<String> layers = new ArrayList<>(nodes.size());
        String before = "";
        for (String node : nodes) {
            before = node.startsWith("/") ? module(node) : before;
            layers.add(before);
        }
        return layers;
    }

    private static String module(String node) {
        List<String> parts = Arrays.stream(node.split("/"))
                .filter(part -> !part.isEmpty() && !part.endsWith(MADE))
                .toList();
        return String.join(".", parts.subList(0, Math.max(0, parts.size() - 1)));
    }
}
