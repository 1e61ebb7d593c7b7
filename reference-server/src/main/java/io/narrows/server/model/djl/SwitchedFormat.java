package io.narrows.server.model.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.narrows.server.model.TextModel.Tokens;
import java.util.List;
import java.util.function.IntSupplier;

/** The TorchScript network with a third input: an integer whose bits say which of its units are int8 in this forward. */
final class SwitchedFormat implements BatchFormat {
    private final PyTorchFormat texts = new PyTorchFormat();
    private final IntSupplier int8;

    SwitchedFormat(IntSupplier int8) {
        this.int8 = int8;
    }

    @Override
    public NDList inputs(NDManager manager, List<Tokens> batch, int length) {
        NDList inputs = texts.inputs(manager, batch, length);
        inputs.add(manager.create((long) int8.getAsInt()));
        return inputs;
    }

    @Override
    public float[][] vectors(NDList outputs, List<Tokens> batch, int length) {
        return texts.vectors(outputs, batch, length);
    }
}
