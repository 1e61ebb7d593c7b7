package io.narrows.server.model;

import java.util.List;

/**
 * A loaded model that turns texts into vectors, cut into the stages that the server times.
 *
 * <p>{@link #encode} may be called by any number of threads. Each {@link Runner} belongs to one thread at a time; runners
 * of one model may run at the same time. Close the runners before the model.
 */
public interface TextModel extends ProfiledModel, AutoCloseable {

    @Override
    ModelInfo info();

    /**
     * Splits a text into token ids, truncated to the model's limit. Native work: never call it on an event loop.
     *
     * @param text any text, empty included
     * @return its tokens, at least the two that frame every text
     */
    Tokens encode(String text);

    /** Opens a runner. */
    Runner newRunner();

    /**
     * This model for practice: nearly all of its forwards answer at once, with numbers that mean nothing, and as far as the
     * model can do that, all else is the code of its own requests. A server warms that code up with it.
     *
     * @return shares everything with this model; is to be closed before it, which closes nothing of this model's
     */
    default TextModel rehearsal() {
        return new AnsweringAtOnce(this);
    }

    @Override
    void close();

    /** Token ids of one text. The array is not copied and must not be changed. */
    @SuppressWarnings("ArrayRecordComponent") // hot path: shared, read-only
    record Tokens(long[] ids) {
        public int length() {
            return ids.length;
        }
    }

    /** Runs batches through the model, one at a time. */
    interface Runner extends AutoCloseable {

        /**
         * Pads texts to one length and makes the input tensors.
         *
         * @param texts at least one
         */
        Batch assemble(List<Tokens> texts);

        @Override
        void close();
    }

    /** One batch on its way through the model: {@code forward} once, then {@code read} once, then {@code close}. */
    interface Batch extends AutoCloseable {

        /** Number of texts. */
        int size();

        /** Length to which every text was padded, in tokens. */
        int paddedLength();

        /** Runs the model and waits until the result is there. */
        void forward();

        /** The same with the engine's profiler on, where it has one and nobody else uses it; the result is the same. */
        default ForwardProfile forwardProfiled() {
            forward();
            return ForwardProfile.NONE;
        }

        /**
         * Copies the result out of the engine.
         *
         * @return one vector a text, in the order of the texts
         */
        float[][] read();

        @Override
        void close();
    }
}
