package io.narrows.server.model;

import java.util.Set;

/** Opens the models that this server knows. */
public final class TextModels {
    /** The default model: all-MiniLM-L6-v2, sentences to 384 floats. */
    public static final String MINILM = "minilm";

    private TextModels() {}

    /** Names of the known models. */
    public static Set<String> names() {
        return Set.of(MINILM);
    }

    /**
     * Opens a model from the user's cache, preparing it first where it is not there.
     *
     * @throws ModelException when the model or the engine is unknown or cannot be used here
     */
    public static TextModel open(String model, EngineOptions options) {
        return open(model, options, ModelCache.standard(), PrepareListener.SILENT);
    }

    /**
     * Opens a model from a cache, preparing it first where it is not there.
     *
     * @param listener hears of preparing, checking and warming up
     * @throws ModelException when the model or the engine is unknown or cannot be used here
     */
    public static TextModel open(String model, EngineOptions options, ModelCache cache, PrepareListener listener) {
        cache.prepare(model, listener);
        throw new ModelException("engine \"" + options.engine() + "\" is unknown");
    }
}
