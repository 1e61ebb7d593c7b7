package io.narrows.server.model.tensor;

import io.narrows.server.model.ForwardProfile;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.ProfiledModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loaded model of named tensors, cut into the stages that the server times.
 *
 * <p>Each {@link Runner} belongs to one thread at a time; runners of one model may run at the same time. Close the runners
 * before the model.
 */
public interface TensorModel extends ProfiledModel, AutoCloseable {

    @Override
    ModelInfo info();

    /** The axis along which requests may be joined; null when each runs by itself. */
    @Nullable
    BatchAxis batchAxis();

    /** Opens a runner. */
    Runner newRunner();

    @Override
    void close();

    /** Runs batches through the model, one at a time. */
    interface Runner extends AutoCloseable {

        /**
         * Joins the inputs of requests and makes the engine's tensors.
         *
         * @param requests at least one, more only where there is a batch axis along which they can be joined; of each the
         *     inputs in the order of {@link ModelInfo#inputs}
         */
        Batch assemble(List<List<Tensor>> requests);

        @Override
        void close();
    }

    /** One batch on its way through the model: {@code forward} once, then {@code read} once, then {@code close}. */
    interface Batch extends AutoCloseable {

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
         * @return of each request, in their order, the outputs in the order of {@link ModelInfo#outputs}
         */
        List<List<Tensor>> read();

        @Override
        void close();
    }
}
