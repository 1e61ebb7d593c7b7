package io.narrows.server.model.torchscript;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An object of a class that the archive's code declares. Attributes keep their order. Not thread-safe.
 */
public final class ScriptModule {
    private final String className;
    private final Map<String, Object> attributes = new LinkedHashMap<>();

    /**
     * @param className name of the class in the file {@code code/__torch__.py}
     */
    public ScriptModule(String className) {
        this.className = className;
        attributes.put("training", false);
    }

    /** Adds a parameter. */
    public ScriptModule with(String name, ScriptTensor tensor) {
        return put(name, tensor);
    }

    /** Adds a module inside this one. */
    public ScriptModule with(String name, ScriptModule module) {
        return put(name, module);
    }

    private ScriptModule put(String name, Object value) {
        if (attributes.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException("attribute \"" + name + "\" of " + className + " is set twice");
        }
        return this;
    }

    String className() {
        return className;
    }

    Map<String, Object> attributes() {
        return attributes;
    }
}
