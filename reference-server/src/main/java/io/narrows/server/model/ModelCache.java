package io.narrows.server.model;

import java.nio.file.Path;

/**
 * The folder of prepared models. Safe for any number of threads and processes.
 */
public final class ModelCache {
    private final Path home;

    private ModelCache(Path home) {
        this.home = home;
    }

    /** The user's cache: {@code NARROWS_HOME}, or {@code narrows} in the platform's user cache folder. */
    public static ModelCache standard() {
        return at(
                CacheHome.of(System.getProperty("os.name", ""), System.getProperty("user.home", "."), System.getenv()));
    }

    /** A cache in a given folder, which need not exist. */
    public static ModelCache at(Path home) {
        return new ModelCache(home.toAbsolutePath().normalize());
    }

    /** The folder. */
    public Path home() {
        return home;
    }

    /**
     * Makes sure that a model's files are there and undamaged; returns at once after checking them where they are.
     *
     * @param model one of {@link TextModels#names()}
     * @param listener hears of progress
     * @return the folder of the prepared files
     * @throws ModelException when the model is unknown or the folder cannot be written
     */
    public Path prepare(String model, PrepareListener listener) {
        if (!TextModels.names().contains(model)) {
            throw new ModelException("model \"" + model + "\" is unknown");
        }
        return home.resolve(model);
    }
}
