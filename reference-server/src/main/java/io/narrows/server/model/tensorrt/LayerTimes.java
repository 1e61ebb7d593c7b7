package io.narrows.server.model.tensorrt;

import io.narrows.profiler.OperatorTime;
import io.narrows.server.model.onnx.OnnxLayers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times that TensorRT told for the layers of its plan, as operators of the model's layers. A layer of a plan is one kernel or a
 * few, and may stand for several nodes of the ONNX file: its name then holds the names of them all. For one thread at a time.
 */
final class LayerTimes {
    /** A node's path in a name; names of fused nodes stand between {@code +}, commas, brackets and three dots. */
    private static final Pattern NODE = Pattern.compile("/[A-Za-z_][\\w./]*\\w");

    /** Numbers that tell kernels of one kind apart, as in {@code __myl_FcAdd_myl0_12}. */
    private static final Pattern COMPILED = Pattern.compile("__myl_(\\w+?)_myl\\d+_\\d+");

    private final Map<Key, Sum> sums = new LinkedHashMap<>();

    private record Key(String layer, String operator) {}

    private static final class Sum {
        private long calls;
        private double ms;
    }

    /**
     * Takes one in.
     *
     * @param name the layer's name in the plan
     * @param ms how long it ran on the GPU, in ms
     */
    void add(String name, float ms) {
        Sum sum = sums.computeIfAbsent(key(name), key -> new Sum());
        sum.calls++;
        sum.ms += Math.max(0, ms);
    }

    /** Each operator of each layer once. While a kernel runs, the thread waits for it: time on it is time on the GPU. */
    List<OperatorTime> operators() {
        List<OperatorTime> operators = new ArrayList<>();
        sums.forEach((key, sum) -> {
            long ns = Math.round(sum.ms * 1e6);
            operators.add(new OperatorTime(key.layer(), key.operator(), sum.calls, ns, -1, ns));
        });
        return operators;
    }

    private static Key key(String name) {
        List<String> nodes = new ArrayList<>();
        Set<String> operators = new LinkedHashSet<>();
        Matcher node = NODE.matcher(name.replace("...", " "));
        while (node.find()) {
            nodes.add(node.group());
            operators.add(operator(node.group()));
        }
        if (operators.isEmpty()) {
            Matcher compiled = COMPILED.matcher(name);
            return new Key("", compiled.matches() ? compiled.group(1) : name.isBlank() ? "?" : name.strip());
        }
        return new Key(common(OnnxLayers.of(nodes)), String.join(" + ", operators));
    }

    /** The end of a node's path without the number that tells it from its like. */
    private static String operator(String node) {
        return node.substring(node.lastIndexOf('/') + 1).replaceAll("_\\d+$", "");
    }

    /** What all names have in common, cut at a dot: a kernel that spans two parts of a layer belongs to the layer. */
    private static String common(List<String> names) {
        String common = names.get(0);
        for (String name : names) {
            while (!common.isEmpty() && !name.equals(common) && !name.startsWith(common + ".")) {
                common = common.substring(0, Math.max(0, common.lastIndexOf('.')));
            }
        }
        return common;
    }
}
