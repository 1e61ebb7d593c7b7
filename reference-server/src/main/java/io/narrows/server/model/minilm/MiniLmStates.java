package io.narrows.server.model.minilm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The network's code, changed so that it returns what comes out of each layer instead of the vectors alone: a list of the
 * states after the embeddings and after each layer, and then the vectors. Stateless.
 */
public final class MiniLmStates {
    private static final String RESULT = "    return ";
    private static final String KEPT = "    _states = torch.append(states, torch.to(x, 6, False, False, None))\n";

    private MiniLmStates() {}

    /** What the returned tensors are, in their order. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(List.of("embeddings"));
        IntStream.range(0, MiniLm.LAYERS).forEach(layer -> names.add("layer" + layer));
        names.add("vectors");
        return names;
    }

    /**
     * The tensors of the ONNX graph that hold the same and that it does not return, in the order of {@link #names}; what comes
     * out of the last layer is its only output anyway.
     */
    public static List<String> onnxTensors() {
        List<String> tensors = new ArrayList<>(List.of("/embeddings/LayerNorm/Add_1_output_0"));
        IntStream.range(0, MiniLm.LAYERS - 1)
                .forEach(layer -> tensors.add("/encoder/layer." + layer + "/output/LayerNorm/Add_1_output_0"));
        return tensors;
    }

    /**
     * Changes the code of the network.
     *
     * @param code as the archive has it
     * @throws IllegalStateException when it does not have the lines that are to be changed
     */
    static String returning(String code) {
        int network = code.indexOf("class MiniLm(Module):");
        StringBuilder changed = new StringBuilder(code.substring(0, Math.max(network, 0)));
        int calls = 0;
        int results = 0;
        for (String line : code.substring(Math.max(network, 0)).lines().toList()) {
            boolean call = line.startsWith("    x = (self.layer");
            if (call && calls == 0) {
                changed.append("    states = annotate(List[Tensor], [])\n").append(KEPT);
            }
            if (line.startsWith(RESULT)) {
                results++;
                changed.append("    _states = torch.append(states, ")
                        .append(line.substring(RESULT.length()))
                        .append(")\n    return states\n");
                continue;
            }
            changed.append(line.endsWith("-> Tensor:") ? line.replace("-> Tensor:", "-> List[Tensor]:") : line)
                    .append('\n');
            if (call) {
                calls++;
                changed.append(KEPT);
            }
        }
        if (network < 0 || calls != MiniLm.LAYERS || results != 1) {
            throw new IllegalStateException("the network's code has " + calls + " layers and " + results + " results");
        }
        return changed.toString();
    }
}
