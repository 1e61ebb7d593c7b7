package io.narrows.server.model.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.narrows.server.model.TextModel.Tokens;
import java.util.List;

/** As the real format, with the fault of an {@link Assembly}. */
final class FaultyFormat implements BatchFormat {
    /** The token of an unknown word: a plausible choice of who does not look the padding token up. */
    private static final long UNKNOWN_TOKEN = 100;

    private final PyTorchFormat honest = new PyTorchFormat();
    private final Assembly assembly;

    FaultyFormat(Assembly assembly) {
        this.assembly = assembly;
    }

    @Override
    public NDList inputs(NDManager manager, List<Tokens> texts, int length) {
        NDList inputs = honest.inputs(manager, texts, length);
        long[] ids = inputs.get(0).toLongArray();
        long[] mask = inputs.get(1).toLongArray();
        switch (assembly) {
            case MASK_SHIFTED -> {
                for (int i = mask.length - 1; i >= 0; i--) {
                    mask[i] = i % length == 0 ? 0 : mask[i - 1];
                }
            }
            case PADDED_LEFT -> {
                for (int row = 0; row < texts.size(); row++) {
                    moveRight(ids, row * length, texts.get(row).length(), length);
                    moveRight(mask, row * length, texts.get(row).length(), length);
                }
            }
            case PADDING_NOT_HIDDEN -> {
                for (int i = 0; i < mask.length; i++) {
                    ids[i] = mask[i] == 0 ? UNKNOWN_TOKEN : ids[i];
                    mask[i] = ids[i] == 0 ? 0 : 1;
                }
            }
            case RIGHT, ROWS_SWAPPED -> {
                return inputs;
            }
        }
        return new NDList(
                manager.create(ids, inputs.get(0).getShape()),
                manager.create(mask, inputs.get(1).getShape()));
    }

    private static void moveRight(long[] values, int from, int used, int length) {
        System.arraycopy(values, from, values, from + length - used, used);
        for (int i = from; i < from + length - used; i++) {
            values[i] = 0;
        }
    }

    @Override
    public float[][] vectors(NDList outputs, List<Tokens> texts, int length) {
        float[][] vectors = honest.vectors(outputs, texts, length);
        if (assembly == Assembly.ROWS_SWAPPED && vectors.length > 1) {
            float[] first = vectors[0];
            vectors[0] = vectors[vectors.length - 1];
            vectors[vectors.length - 1] = first;
        }
        return vectors;
    }
}
