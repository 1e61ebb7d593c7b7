package io.narrows.server.protocol;

import io.narrows.server.model.ModelInfo;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes the parameters of a response: which variant of the model answered, where it has any, and numbers. Immutable. */
final class ResponseParameters {
    private final byte[] variant;

    ResponseParameters(ModelInfo model) {
        String name = model.properties().get(Parameters.VARIANT);
        variant = JsonWriter.bytes(
                name == null ? "" : JsonWriter.quoted(Parameters.VARIANT) + ":" + JsonWriter.quoted(name));
    }

    /**
     * Writes them behind another field; nothing where there are none.
     *
     * @param numbers further ones, asked for when it is their turn; null for none
     */
    void write(JsonWriter out, @Nullable Supplier<Map<String, Long>> numbers) {
        if (numbers == null && variant.length == 0) {
            return;
        }
        out.raw(JsonWriter.bytes(",\"parameters\":{")).raw(variant);
        if (numbers != null) {
            boolean first = variant.length == 0;
            for (Map.Entry<String, Long> entry : numbers.get().entrySet()) {
                out.raw(JsonWriter.bytes((first ? "" : ",") + JsonWriter.quoted(entry.getKey()) + ":"));
                out.number(entry.getValue());
                first = false;
            }
        }
        out.raw('}');
    }
}
