package io.narrows.server.command;

import io.narrows.server.LoadedModel;
import io.narrows.server.LoadedModels;
import io.narrows.server.config.ConfigException;
import io.narrows.server.config.DeclaredModel;
import io.narrows.server.config.Keys;
import io.narrows.server.config.ModelDirectory;
import io.narrows.server.config.ServerConfig;
import io.narrows.server.model.DeviceChoice;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.NamedTextModel;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModels;
import io.narrows.server.model.variants.Variant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The models that a configuration names: those of its section {@code model} and those of its {@code models.directory}. */
final class ConfiguredModels {
    /** The version of a model that no directory gives one. */
    private static final String VERSION = "1";

    /** {@code model.name} when none but those of the directory are served. */
    static final String NONE = "none";

    private final ServerConfig config;
    private final List<DeclaredModel> declared;

    /**
     * Reads what the directory declares; opens nothing.
     *
     * @throws ConfigException when a declaration breaks a rule, or there is nothing to serve
     */
    ConfiguredModels(ServerConfig config) {
        this.config = config;
        String directory = config.get(Keys.MODELS_DIRECTORY);
        declared = directory.isEmpty() ? List.of() : ModelDirectory.read(Path.of(directory));
        String name = config.get(Keys.MODEL_NAME);
        if (name.equals(NONE) && declared.isEmpty()) {
            throw ConfigException.wrong(Keys.MODEL_NAME.name() + " is \"none\" and " + Keys.MODELS_DIRECTORY.name()
                    + " is empty; there must be a model to serve");
        }
        for (DeclaredModel model : declared) {
            if (model.name().equals(name) && model.version().equals(VERSION)) {
                throw ConfigException.wrong(model.source() + " declares version " + VERSION + " of " + name + ", which "
                        + Keys.MODEL_NAME.name() + " serves already; one of them must have another name");
            }
        }
    }

    /**
     * Opens them, preparing what is not there.
     *
     * @throws io.narrows.server.model.ModelException when one cannot be used here; none stays open then
     * @throws io.narrows.cli.CommandException when values do not fit each other
     */
    LoadedModels open() {
        try (PrepareProgress progress = new PrepareProgress()) {
            return LoadedModels.open(openings(ModelCache.standard(), progress).stream()
                    .map(Opening::opener)
                    .toList());
        }
    }

    /**
     * One form of a model that is still to be opened.
     *
     * @param label its name, version and variant
     */
    record Opening(String label, Supplier<LoadedModel> opener) {}

    /** Each form of each model, in the order of serving. */
    List<Opening> openings(ModelCache cache, PrepareListener progress) {
        List<Opening> openings = new ArrayList<>();
        String name = config.get(Keys.MODEL_NAME);
        if (!name.equals(NONE)) {
            for (String variant : variants()) {
                EngineOptions options = options(config.get(Keys.MODEL_ENGINE), variant, config.get(Keys.MODEL_DEVICE));
                openings.add(new Opening(
                        label(name, VERSION, variant),
                        () -> new LoadedModel.Texts(TextModels.open(name, options, cache, progress), config, true)));
            }
        }
        declared.forEach(model -> openings.addAll(openings(model, cache, progress)));
        return openings;
    }

    private static String label(String name, String version, String variant) {
        return name + " version " + version + (variant.isEmpty() ? "" : " variant " + variant);
    }

    /** The default variant, then those served beside it. */
    private Set<String> variants() {
        Set<String> variants = new LinkedHashSet<>();
        variants.add(config.get(Keys.MODEL_VARIANT));
        variants.addAll(config.get(Keys.MODEL_VARIANTS));
        return variants;
    }

    private List<Opening> openings(DeclaredModel model, ModelCache cache, PrepareListener progress) {
        ServerConfig own = model.over(config);
        if (model instanceof DeclaredModel.Tensors tensors) {
            EngineOptions options = options(
                    tensors.declaration().engine(),
                    Variant.FP32.label(),
                    tensors.declaration().device());
            return List.of(new Opening(
                    label(model.name(), model.version(), ""),
                    () -> new LoadedModel.Tensors(
                            TextModels.openTensors(tensors.declaration(), options, cache, progress),
                            own,
                            tensors.golden())));
        }
        DeclaredModel.Texts texts = (DeclaredModel.Texts) model;
        List<Opening> openings = new ArrayList<>();
        for (String variant : texts.variants()) {
            EngineOptions options = options(texts.engine(), variant, texts.device());
            openings.add(new Opening(label(model.name(), model.version(), variant), () -> {
                TextModel opened = TextModels.open(texts.model(), options, cache, progress);
                NamedTextModel named = new NamedTextModel(opened, texts.name(), texts.version());
                return new LoadedModel.Texts(named, own, texts.cached());
            }));
        }
        return openings;
    }

    private EngineOptions options(String engine, String variant, DeviceChoice device) {
        return new EngineOptions(
                engine,
                Variant.of(variant),
                config.get(Keys.MODEL_INTRA_OP_THREADS),
                device,
                TensorRtSettings.of(config));
    }
}
