package io.narrows.golden;

import java.util.List;
import java.util.Optional;

/**
 * A model that can be asked for its answers, in process or over the network. Not thread-safe; the opener closes it.
 */
public interface GoldenModel extends AutoCloseable {

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
     * The same model for another thread, so that it can be asked from several at a time; the caller closes it, before this
     * one. Empty where that is not possible.
     */
    default Optional<GoldenModel> another() {
        return Optional.empty();
    }

    @Override
    void close();
}
