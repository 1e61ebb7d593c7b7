package io.narrows.server.protocol;

import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.ModelInfo.TensorInfo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The protocol's small JSON documents: errors, metadata, health. */
public final class Documents {
    private Documents() {}

    /** The body of every error. */
    public static String error(String message) {
        return "{\"error\":" + JsonWriter.quoted(message) + "}";
    }

    /** Whether the server is alive. */
    public static String live() {
        return "{\"live\":true}";
    }

    /** Whether the server can infer now. */
    public static String ready(boolean ready) {
        return "{\"ready\":" + ready + "}";
    }

    /** Whether a model can infer now. */
    public static String modelReady(String model, boolean ready) {
        return "{\"name\":" + JsonWriter.quoted(model) + ",\"ready\":" + ready + "}";
    }

    /** Metadata of the server. */
    public static String server(String name, String version, List<String> extensions) {
        return "{\"name\":" + JsonWriter.quoted(name) + ",\"version\":" + JsonWriter.quoted(version)
                + ",\"extensions\":"
                + list(extensions.stream().map(JsonWriter::quoted).toList()) + "}";
    }

    /**
     * Metadata of a model.
     *
     * @param name the name that it was asked for by
     * @param versions its versions, in order
     */
    public static String model(String name, ModelInfo model, List<String> versions) {
        return "{\"name\":" + JsonWriter.quoted(name) + ",\"versions\":"
                + list(versions.stream().map(JsonWriter::quoted).toList()) + ",\"platform\":"
                + JsonWriter.quoted(model.platform())
                + ",\"inputs\":" + tensors(model.inputs()) + ",\"outputs\":" + tensors(model.outputs())
                + ",\"properties\":" + object(model.properties()) + "}";
    }

    /**
     * One model in the index of the repository.
     *
     * @param unavailable why it cannot infer now; empty when it can
     */
    public record IndexEntry(String name, String version, String unavailable) {
        /** Whether it can infer now. */
        public boolean ready() {
            return unavailable.isEmpty();
        }
    }

    /** The index of the repository. */
    public static String index(List<IndexEntry> entries) {
        return list(entries.stream()
                .map(entry -> "{\"name\":" + JsonWriter.quoted(entry.name()) + ",\"version\":"
                        + JsonWriter.quoted(entry.version()) + ",\"state\":"
                        + (entry.ready() ? "\"READY\"" : "\"UNAVAILABLE\"") + ",\"reason\":"
                        + JsonWriter.quoted(entry.unavailable()) + "}")
                .toList());
    }

    private static String tensors(List<TensorInfo> tensors) {
        return list(tensors.stream()
                .map(t -> "{\"name\":" + JsonWriter.quoted(t.name()) + ",\"datatype\":"
                        + JsonWriter.quoted(t.datatype()) + ",\"shape\":"
                        + list(t.shape().stream().map(String::valueOf).toList()) + "}")
                .toList());
    }

    private static String object(Map<String, String> map) {
        return new TreeMap<>(map)
                .entrySet().stream()
                        .map(e -> JsonWriter.quoted(e.getKey()) + ":" + JsonWriter.quoted(e.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static String list(List<String> elements) {
        return elements.stream().collect(Collectors.joining(",", "[", "]"));
    }
}
