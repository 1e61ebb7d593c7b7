package io.narrows.server.model;

import java.nio.file.Path;

/** Opens models from one cache that all tests share. */
final class Models {
    private Models() {}

    /** The cache below the module's build folder. */
    static ModelCache cache() {
        return ModelCache.at(Path.of("target", "narrows-home"));
    }

    static TextModel open(String engine) {
        return TextModels.open(TextModels.MINILM, new EngineOptions(engine, 1), cache(), PrepareListener.SILENT);
    }
}
