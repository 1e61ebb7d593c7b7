package io.narrows.server.model.minilm;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of the network that is quantized as one: one product of a layer. The three products that take a layer's input, query,
 * key and value, are one unit.
 *
 * @param layer from 0
 * @param kind which product of the layer
 */
public record Unit(int layer, Kind kind) {

    /** The products of a layer, in the order in which they run. */
    public enum Kind {
        QKV("qkv", MiniLm.HIDDEN, 3 * MiniLm.HIDDEN),
        ATTENDED("attended", MiniLm.HIDDEN, MiniLm.HIDDEN),
        UP("up", MiniLm.HIDDEN, MiniLm.INTERMEDIATE),
        DOWN("down", MiniLm.INTERMEDIATE, MiniLm.HIDDEN);

        private final String label;
        private final int inputs;
        private final int outputs;

        Kind(String label, int inputs, int outputs) {
            this.label = label;
            this.inputs = inputs;
            this.outputs = outputs;
        }

        /** Its name. */
        public String label() {
            return label;
        }

        int inputs() {
            return inputs;
        }

        int outputs() {
            return outputs;
        }
    }

    private static final List<Unit> ALL = all();

    private static List<Unit> all() {
        List<Unit> units = new ArrayList<>();
        for (int layer = 0; layer < MiniLm.LAYERS; layer++) {
            for (Kind kind : Kind.values()) {
                units.add(new Unit(layer, kind));
            }
        }
        return List.copyOf(units);
    }

    /** All units, in the order in which they run; the place of a unit here is its bit. */
    public static List<Unit> list() {
        return ALL;
    }

    /** For example {@code layer0.qkv}. */
    public String label() {
        return "layer" + layer + "." + kind.label();
    }
}
