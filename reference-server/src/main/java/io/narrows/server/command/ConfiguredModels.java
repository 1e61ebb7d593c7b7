package io.narrows.server.command;

import io.narrows.server.config.Keys;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModels;
import io.narrows.server.model.repository.LoadedModels;
import io.narrows.server.model.variants.Variant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Opens the models that a configuration names. Stateless. */
final class ConfiguredModels {
    private ConfiguredModels() {}

    /**
     * Opens them, preparing what is not there.
     *
     * @throws io.narrows.server.model.ModelException when one cannot be used here; none stays open then
     * @throws io.narrows.cli.CommandException when values do not fit each other
     */
    static LoadedModels open(ServerConfig config) {
        try (PrepareProgress progress = new PrepareProgress()) {
            ModelCache cache = ModelCache.standard();
            List<Supplier<TextModel>> openers = new ArrayList<>();
            for (String variant : variants(config)) {
                EngineOptions options = new EngineOptions(
                        config.get(Keys.MODEL_ENGINE),
                        Variant.of(variant),
                        config.get(Keys.MODEL_INTRA_OP_THREADS),
                        TensorRtSettings.of(config));
                openers.add(() -> TextModels.open(config.get(Keys.MODEL_NAME), options, cache, progress));
            }
            return LoadedModels.open(openers);
        }
    }

    /** The default variant, then those served beside it. */
    private static Set<String> variants(ServerConfig config) {
        Set<String> variants = new LinkedHashSet<>();
        variants.add(config.get(Keys.MODEL_VARIANT));
        variants.addAll(config.get(Keys.MODEL_VARIANTS));
        return variants;
    }
}
