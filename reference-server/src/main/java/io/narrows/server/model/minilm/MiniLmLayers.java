package io.narrows.server.model.minilm;

import java.util.ArrayList;
import java.util.List;

/**
 * Where in the network a call was, told from the linear layers before it: each of the six layers has six of them, in the order
 * in which {@link MiniLmArchive} writes them. Stateless.
 */
public final class MiniLmLayers {

    private static final String LINEAR = "aten::linear";
    private static final String NORM = "aten::layer_norm";

    /** The linear ones of a layer, in the order in which they run. */
    private static final List<String> LINEARS = List.of("query", "key", "value", "attended", "up", "down");

    /** What runs after each of them. */
    private static final List<String> AFTER = List.of("attention", "attention", "attention", "norm1", "gelu", "norm2");

    private MiniLmLayers() {}

    /** Names the layer of each call of a forward; empty names where the calls are not those of this network. */
    public static List<String> of(List<String> operators) {
        long linears = operators.stream().filter(LINEAR::equals).count();
        List<String> layers = new ArrayList<>(operators.size());
        int seen = 0;
        boolean ended = false;
        for (String operator : operators) {
            if (linears != (long) LINEARS.size() * MiniLm.LAYERS) {
                layers.add("");
                continue;
            }
            if (operator.equals(LINEAR)) {
                layers.add("layer" + seen / LINEARS.size() + "." + LINEARS.get(seen % LINEARS.size()));
                seen++;
                continue;
            }
            layers.add(
                    seen == 0
                            ? "embeddings"
                            : ended
                                    ? "pooling"
                                    : "layer" + (seen - 1) / LINEARS.size() + "."
                                            + AFTER.get((seen - 1) % LINEARS.size()));
            ended |= seen == linears && operator.equals(NORM);
        }
        return layers;
    }
}
