package io.narrows.server.model;

import java.util.HashMap;
import java.util.Map;

/** A model of texts under another name and version; its property {@code model} is its own name. Closing it closes the model. */
public final class NamedTextModel implements TextModel {
    private final TextModel model;
    private final ModelInfo info;

    public NamedTextModel(TextModel model, String name, String version) {
        this.model = model;
        ModelInfo of = model.info();
        Map<String, String> properties = new HashMap<>(of.properties());
        properties.put("model", of.name());
        info = new ModelInfo(name, version, of.platform(), of.inputs(), of.outputs(), properties);
    }

    private NamedTextModel(TextModel model, ModelInfo info) {
        this.model = model;
        this.info = info;
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public Tokens encode(String text) {
        return model.encode(text);
    }

    @Override
    public Runner newRunner() {
        return model.newRunner();
    }

    @Override
    public TextModel rehearsal() {
        return new NamedTextModel(model.rehearsal(), info);
    }

    @Override
    public void beginProfiles() {
        model.beginProfiles();
    }

    @Override
    public void endProfiles() {
        model.endProfiles();
    }

    @Override
    public void close() {
        model.close();
    }
}
