package io.narrows.server.model.tensorrt;

import io.narrows.server.model.ModelException;
import io.narrows.server.model.minilm.MiniLm;
import java.util.List;

/** The tensors of a plan, by name, against those that the network of the default model has. Stateless. */
final class NetworkTensors {
    static final String IDS = "input_ids";
    static final String MASK = "attention_mask";
    static final String TYPES = "token_type_ids";
    static final String STATES = "last_hidden_state";

    /** Inputs, in any order. */
    static final List<String> INPUTS = List.of(IDS, MASK, TYPES);

    /**
     * One tensor.
     *
     * @param name its name
     * @param input whether it goes in
     * @param type TensorRT's name of its type, such as {@code kINT64}
     * @param shape its sizes, -1 where any is taken
     */
    record Tensor(String name, boolean input, String type, List<Long> shape) {
        Tensor {
            shape = List.copyOf(shape);
        }

        @Override
        public String toString() {
            return (input ? "input \"" : "output \"") + name + "\" " + type + shape;
        }
    }

    private static final List<Tensor> EXPECTED = List.of(
            new Tensor(IDS, true, "kINT64", List.of(-1L, -1L)),
            new Tensor(MASK, true, "kINT64", List.of(-1L, -1L)),
            new Tensor(TYPES, true, "kINT64", List.of(-1L, -1L)),
            new Tensor(STATES, false, "kFLOAT", List.of(-1L, -1L, (long) MiniLm.HIDDEN)));

    private NetworkTensors() {}

    /**
     * Makes sure that a plan has these tensors and no others.
     *
     * @throws ModelException that names the first that is missing or too many
     */
    static void check(List<Tensor> tensors) {
        for (Tensor expected : EXPECTED) {
            if (!tensors.contains(expected)) {
                throw new ModelException("the plan has no " + expected + "; it has " + tensors);
            }
        }
        for (Tensor tensor : tensors) {
            if (!EXPECTED.contains(tensor)) {
                throw new ModelException("the plan has " + tensor + " too, must have only " + EXPECTED);
            }
        }
    }
}
