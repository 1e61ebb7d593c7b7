package io.narrows.server.model.repository;

import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.TextModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Models that are open at the same time, in the order of serving. Owns them: {@link #close} closes them all. Not thread-safe;
 * the models are.
 */
public final class LoadedModels implements AutoCloseable {
    private final List<TextModel> texts = new ArrayList<>();

    /**
     * Opens models one after another. When one cannot be opened, those before it are closed again and its exception is
     * thrown on.
     */
    public static LoadedModels open(List<Supplier<TextModel>> openers) {
        LoadedModels loaded = new LoadedModels();
        try {
            for (Supplier<TextModel> opener : openers) {
                loaded.texts.add(opener.get());
            }
            return loaded;
        } catch (RuntimeException | Error e) {
            loaded.close();
            throw e;
        }
    }

    /** The models of texts. */
    public List<TextModel> texts() {
        return List.copyOf(texts);
    }

    /** What each is called, takes and returns. */
    public List<ModelInfo> infos() {
        return texts.stream().map(TextModel::info).toList();
    }

    /** Waits for running forwards of each. */
    @Override
    public void close() {
        texts.forEach(TextModel::close);
    }
}
