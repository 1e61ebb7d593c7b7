package io.narrows.server.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.model.minilm.MeanPooling;
import io.narrows.server.model.minilm.MiniLm;
import java.util.Arrays;
import java.util.List;

/**
 * The ONNX network: token ids, mask and types in, a vector for each token out. Pools and normalises here, in doubles and
 * without using the mask, so that it shares nothing with the TorchScript network that it is the reference for.
 */
final class OnnxFormat implements BatchFormat {

    @Override
    public NDList inputs(NDManager manager, List<Tokens> texts, int length) {
        long[] ids = new long[texts.size() * length];
        long[] mask = new long[ids.length];
        for (int row = 0; row < texts.size(); row++) {
            int tokens = texts.get(row).length();
            System.arraycopy(texts.get(row).ids(), 0, ids, row * length, tokens);
            Arrays.fill(mask, row * length, row * length + tokens, 1);
        }
        Shape shape = new Shape(texts.size(), length);
        NDArray idTensor = named(manager.create(ids, shape), "input_ids");
        NDArray maskTensor = named(manager.create(mask, shape), "attention_mask");
        NDArray typeTensor = named(manager.create(new long[ids.length], shape), "token_type_ids");
        return new NDList(idTensor, maskTensor, typeTensor);
    }

    private static NDArray named(NDArray tensor, String name) {
        tensor.setName(name);
        return tensor;
    }

    @Override
    public Shape outputShape(long texts, long length) {
        return new Shape(texts, length, MiniLm.HIDDEN);
    }

    @Override
    public float[][] vectors(NDList outputs, List<Tokens> texts, int length) {
        NDArray states = outputs.head();
        Shape expected = new Shape(texts.size(), length, MiniLm.HIDDEN);
        if (!states.getShape().equals(expected)) {
            throw new IllegalStateException("output has shape " + states.getShape() + ", must have " + expected);
        }
        float[] values = states.toFloatArray();
        float[][] vectors = new float[texts.size()][];
        for (int row = 0; row < vectors.length; row++) {
            vectors[row] = MeanPooling.pool(
                    values, row * length * MiniLm.HIDDEN, texts.get(row).length());
        }
        return vectors;
    }
}
