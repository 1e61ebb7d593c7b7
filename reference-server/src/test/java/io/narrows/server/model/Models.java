package io.narrows.server.model;

import io.narrows.server.model.variants.Variant;
import java.nio.file.Path;

/** Opens models from one cache that all tests share. */
final class Models {
    private Models() {}

    /** The cache below the module's build folder. */
    static ModelCache cache() {
        return ModelCache.at(Path.of("target", "narrows-home"));
    }

    static TextModel open(String engine) {
        return open(new EngineOptions(engine, 1));
    }

    static TextModel open(Variant variant) {
        return open(new EngineOptions(EngineOptions.PYTORCH, variant, 1));
    }

    private static TextModel open(EngineOptions options) {
        return TextModels.open(TextModels.MINILM, options, cache(), PrepareListener.SILENT);
    }
}
