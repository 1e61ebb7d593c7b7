package io.narrows.server.model;

import io.narrows.server.model.cache.PreparedFolder;
import io.narrows.server.model.minilm.Assignment;
import io.narrows.server.model.minilm.MiniLm;
import io.narrows.server.model.minilm.MiniLmRecipe;
import io.narrows.server.model.search.MixedPrecision;
import io.narrows.server.model.variants.Variant;
import java.nio.file.Path;

/**
 * The folder of prepared models. Safe for any number of threads and processes.
 *
 * <p>Below {@link #home()}: {@code models} with a folder for each model and format, and {@code natives} with the native
 * libraries that the engines unpack.
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

    /** Where engines unpack their native libraries. */
    public Path natives() {
        return home.resolve("natives");
    }

    /**
     * Makes sure that a model's files for an engine are there and undamaged, making them where they are not.
     *
     * @param model one of {@link TextModels#names()}
     * @param engine one of {@link TextModels#engines()}
     * @param variant the form of its network
     * @param listener hears of progress
     * @throws ModelException when the model or engine is unknown, the engine has no such variant or the folder cannot be used
     */
    public PreparedModel prepare(String model, String engine, Variant variant, PrepareListener listener) {
        return prepare(recipe(model, engine, variant), listener);
    }

    /**
     * Whether a model's files for an engine are there; whether they are undamaged is seen when they are opened.
     *
     * @param model one of {@link TextModels#names()}
     * @param engine one of {@link TextModels#engines()}
     * @param variant the form of its network
     * @throws ModelException when the model or engine is unknown, or the engine has no such variant
     */
    public boolean isPrepared(String model, String engine, Variant variant) {
        return PreparedFolder.isThere(models(), recipe(model, engine, variant));
    }

    /**
     * Makes sure that the network is there in the form in which each forward says which of its units are int8.
     *
     * @param listener hears of progress
     * @throws ModelException when the folder cannot be used
     */
    public PreparedModel prepareSwitched(PrepareListener listener) {
        return prepare(MiniLmRecipe.switched(), listener);
    }

    /** The result of the search for the variant {@code mixed}, which need not be there. */
    public Path mixedPrecision() {
        return home.resolve("precision").resolve(TextModels.MINILM + ".json");
    }

    private PreparedModel prepare(MiniLmRecipe recipe, PrepareListener listener) {
        Path folder = PreparedFolder.open(models(), recipe, listener);
        return new PreparedModel(
                folder.resolve(recipe.files().get(0)),
                folder.resolve(MiniLmRecipe.TOKENIZER_FILE),
                recipe.source(),
                recipe.name());
    }

    private MiniLmRecipe recipe(String model, String engine, Variant variant) {
        TextModels.check(model, engine, variant);
        if (!engine.equals(EngineOptions.PYTORCH)) {
            return MiniLmRecipe.onnx();
        }
        return MiniLmRecipe.torchScript(variant, mixed(variant));
    }

    /** Which units are int8 in {@link Variant#MIXED}; none for others, which do not ask. */
    Assignment mixed(Variant variant) {
        return variant == Variant.MIXED ? MixedPrecision.of(mixedPrecision(), MiniLm.ONNX_SHA256) : Assignment.NONE;
    }

    /** Where the folders of prepared models lie. */
    public Path models() {
        return home.resolve("models");
    }
}
