package io.narrows.server;

import io.narrows.server.batching.Closing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Models that are open at the same time, in the order of serving. Owns them: {@link #close} closes them all. Not
 * thread-safe; the models are.
 */
public final class LoadedModels implements AutoCloseable {
    private final List<LoadedModel> models = new ArrayList<>();

    private LoadedModels() {}

    /**
     * Opens models one after another. When one cannot be opened, those before it are closed again and its exception is
     * thrown on.
     */
    public static LoadedModels open(List<Supplier<LoadedModel>> openers) {
        LoadedModels loaded = new LoadedModels();
        try {
            for (Supplier<LoadedModel> opener : openers) {
                loaded.models.add(opener.get());
            }
            return loaded;
        } catch (RuntimeException | Error e) {
            try {
                loaded.close();
            } catch (RuntimeException | Error closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    /** The models. */
    public List<LoadedModel> models() {
        return List.copyOf(models);
    }

    /**
     * Closes one of them, and keeps in its place that it is left out.
     *
     * @param model one of {@link #models}
     * @param reason why, in one line
     */
    public void leaveOut(LoadedModel model, String reason) {
        int place = models.indexOf(model);
        if (place < 0) {
            throw new IllegalArgumentException("model " + model.info().name() + " is none of those that are open");
        }
        models.set(place, new LoadedModel.LeftOut(model.info(), model.config(), reason));
        model.close();
    }

    /** Waits for running forwards of each. Where one cannot be closed the others are, and then its exception is thrown. */
    @Override
    public void close() {
        Closing.all(models.stream().<Runnable>map(model -> model::close).toList());
    }
}
