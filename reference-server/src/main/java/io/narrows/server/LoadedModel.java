package io.narrows.server;

import io.narrows.server.config.ServerConfig;
import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.tensor.TensorModel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A model that is open, and the configuration that it is served with. Closing it closes the model. */
public sealed interface LoadedModel extends AutoCloseable {
    /** What it is called, takes and returns. */
    ModelInfo info();

    /** The server's configuration, with what is set for this model in place of what is set for all. */
    ServerConfig config();

    /** Waits for running forwards. */
    @Override
    void close();

    /**
     * A model of texts.
     *
     * @param cached whether what it computes is kept and shared, where the server does that
     */
    record Texts(TextModel model, ServerConfig config, boolean cached) implements LoadedModel {
        @Override
        public ModelInfo info() {
            return model.info();
        }

        @Override
        public void close() {
            model.close();
        }
    }

    /**
     * A model of any tensors.
     *
     * @param golden its golden set, null when it has none
     */
    record Tensors(
            TensorModel model,
            ServerConfig config,
            @Nullable Path golden) implements LoadedModel {
        @Override
        public ModelInfo info() {
            return model.info();
        }

        @Override
        public void close() {
            model.close();
        }
    }

    /**
     * A variant that was open and is not to be served, and is closed. What asks for it is told why.
     *
     * @param info what it was called, and would have taken and returned
     * @param reason why, in one line
     */
    record LeftOut(ModelInfo info, ServerConfig config, String reason) implements LoadedModel {
        @Override
        public void close() {}
    }
}
