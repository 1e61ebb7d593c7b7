package io.narrows.server.model.minilm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Where in the network a call was, told from the products before it: each of the six layers has six of them, in the order in
 * which {@link MiniLmArchive} writes them. In bytes the first three are one. Stateless.
 */
public final class MiniLmLayers {

    private static final String LINEAR = "aten::linear";
    private static final Set<String> INT8 =
            Set.of("quantized::linear_dynamic", "quantized::linear_with_input_q_dq_qweight_dq_output_fp32");
    private static final String NORM = "aten::layer_norm";

    /** The products of a layer, in the order in which they run. */
    private static final List<String> PRODUCTS = List.of("query", "key", "value", "attended", "up", "down");

    /** What runs after each of them. */
    private static final List<String> AFTER = List.of("attention", "attention", "attention", "norm1", "gelu", "norm2");

    /** How many of them are one in bytes. */
    private static final int QKV = 3;

    private MiniLmLayers() {}

    /** Names the layer of each call of a forward; empty names where the calls are not those of this network. */
    public static List<String> of(List<String> operators) {
        int products = PRODUCTS.size() * MiniLm.LAYERS;
        List<String> layers = new ArrayList<>(operators.size());
        int seen = 0;
        boolean ended = false;
        for (String operator : operators) {
            boolean int8 = INT8.contains(operator);
            if (int8 || operator.equals(LINEAR)) {
                int place = seen % PRODUCTS.size();
                boolean qkv = int8 && place == 0;
                layers.add(
                        "layer" + seen / PRODUCTS.size() + "." + (qkv ? Unit.Kind.QKV.label() : PRODUCTS.get(place)));
                if (int8 && place > 0 && place < QKV) {
                    return unknown(operators);
                }
                seen += qkv ? QKV : 1;
                continue;
            }
            layers.add(
                    seen == 0
                            ? "embeddings"
                            : ended
                                    ? "pooling"
                                    : "layer" + (seen - 1) / PRODUCTS.size() + "."
                                            + AFTER.get((seen - 1) % PRODUCTS.size()));
            ended |= seen == products && operator.equals(NORM);
        }
        return seen == products ? layers : unknown(operators);
    }

    private static List<String> unknown(List<String> operators) {
        return Collections.nCopies(operators.size(), "");
    }
}
