package io.narrows.golden;

import java.util.List;

/** A model that also tells what comes out of each of its layers. Not thread-safe; the opener closes it. */
public interface LayeredModel extends AutoCloseable {

    /** Engine and variant, for people. */
    String title();

    /**
     * Answers one request.
     *
     * @param inputs named input tensors, as {@link GoldenModel#infer} takes them; one text
     * @return what comes out of each layer, the first one first, named alike by all models that can be compared: [tokens,
     *     width] each, the answer itself last
     * @throws GoldenException when the model refuses or fails
     */
    List<GoldenTensor.Floats> layers(List<GoldenTensor> inputs);

    @Override
    void close();
}
