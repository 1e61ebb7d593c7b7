package io.narrows.server.model.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.model.minilm.MiniLm;
import java.util.List;

/** Turns texts into a network's inputs and its outputs into vectors. Belongs to one runner. */
interface BatchFormat {

    /**
     * Makes the inputs.
     *
     * @param manager owns the tensors
     * @param length length to which every text is padded
     */
    NDList inputs(NDManager manager, List<Tokens> texts, int length);

    /** The shape of the network's first output, which is FP32, for so many texts padded to a length. */
    default Shape outputShape(long texts, long length) {
        return new Shape(texts, MiniLm.HIDDEN);
    }

    /** Copies the vectors out of the network's outputs. */
    float[][] vectors(NDList outputs, List<Tokens> texts, int length);
}
