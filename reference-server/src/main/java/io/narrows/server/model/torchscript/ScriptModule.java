package io.narrows.server.model.torchscript;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of a class that the archive's code declares. Attributes keep their order. Not thread-safe.
 */
public final class ScriptModule {
    private final String className;
    private final Map<String, Object> attributes = new LinkedHashMap<>();
    private final @Nullable List<ScriptTensor> state;

    /**
     * @param className name of the class in the file {@code code/__torch__.py}
     */
    public ScriptModule(String className) {
        this.className = className;
        this.state = null;
        attributes.put("training", false);
    }

    private ScriptModule(String className, List<ScriptTensor> state) {
        this.className = className;
        this.state = List.copyOf(state);
    }

    /**
     * An object of a class that makes its attributes itself, in {@code __setstate__}.
     *
     * @param className name of the class in the file {@code code/__torch__.py}
     * @param state the tuple that it is given
     */
    public static ScriptModule restored(String className, List<ScriptTensor> state) {
        return new ScriptModule(className, state);
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
        if (state != null) {
            throw new IllegalStateException(className + " makes its attributes itself");
        }
        if (attributes.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException("attribute \"" + name + "\" of " + className + " is set twice");
        }
        return this;
    }

    /** The tuple for {@code __setstate__}; null where attributes are written by name. */
    @Nullable
    List<ScriptTensor> state() {
        return state;
    }

    String className() {
        return className;
    }

    Map<String, Object> attributes() {
        return attributes;
    }
}
