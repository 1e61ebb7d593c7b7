package io.narrows.server.model;

import io.narrows.golden.GoldenException;
import io.narrows.golden.GoldenModel;
import io.narrows.golden.GoldenModelProvider;
import java.util.Set;

/** Opens the models of this server for golden checks in this process. */
public final class TextModelGoldenProvider implements GoldenModelProvider {

    @Override
    public Set<String> models() {
        return TextModels.names();
    }

    @Override
    public Set<String> engines() {
        return TextModels.engines();
    }

    @Override
    public GoldenModel open(String model, String engine) {
        try {
            TextModel opened = TextModels.open(model, new EngineOptions(engine, 0));
            // ONNX Runtime gives the expected outputs: each text alone, so that no padding can touch them.
            boolean alone = engine.equals(EngineOptions.ONNXRUNTIME);
            return new TextGoldenModel(opened, alone);
        } catch (ModelException e) {
            throw new GoldenException(e.getMessage(), e);
        }
    }
}
