package io.narrows.golden;

import java.util.List;
import java.util.Optional;

/**
 * A model that can be asked for its answers, in process or over the network. Not thread-safe; the opener closes it.
 */
public interface GoldenModel extends AutoCloseable {

    /**
     * A function as a model: it takes one input of texts and answers with one output of a row a text.
     *
     * @param name what to call it
     * @param output name of the output, as the golden set has it
     * @param function asked with one text, or with those of a batch; stays its owner's
     */
    static GoldenModel ofTexts(String name, String output, TextFunction function) {
        return new FunctionModel(name, output, function);
    }

    /** Name of the model. */
    String name();

    /** SHA-256 of the model's source weights in lower-case hex, or an empty string where it is not known. */
    String modelHash();

    /** Engine and its version, for example {@code OnnxRuntime 1.21.1}, or an empty string where it is not known. */
    String engine();

    /**
     * Answers one request.
     *
     * @param inputs named input tensors
     * @return named output tensors
     * @throws GoldenException when the model refuses or fails
     */
    List<GoldenTensor> infer(List<GoldenTensor> inputs);

    /**
     * Answers one request as a golden set is recorded: a model that would pad its rows to one length runs each by itself.
     * The answer has the form of {@link #infer}'s, which is the default.
     *
     * @throws GoldenException when the model refuses or fails
     */
    default List<GoldenTensor> inferAlone(List<GoldenTensor> inputs) {
        return infer(inputs);
    }

    /**
     * The same model for another thread, so that it can be asked from several at a time; the caller closes it, before this
     * one. Empty where that is not possible.
     */
    default Optional<GoldenModel> another() {
        return Optional.empty();
    }

    @Override
    void close();
}
