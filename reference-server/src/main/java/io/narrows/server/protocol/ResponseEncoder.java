package io.narrows.server.protocol;

import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.ModelInfo.TensorInfo;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the JSON body of an inference response with one FP32 output of shape {@code [texts, width]}, data flat in
 * row-major order, and the variant that answered. Each float is written so that it reads back to the same 32 bits.
 * Immutable, for any number of threads.
 */
public final class ResponseEncoder {
    private final byte[] head;
    private final byte[] output;
    private final ResponseParameters own;

    /** @param model a model with one FP32 output */
    public ResponseEncoder(ModelInfo model) {
        TensorInfo tensor = model.outputs().get(0);
        if (model.outputs().size() != 1 || !tensor.datatype().equals("FP32")) {
            throw new IllegalArgumentException("model " + model.name() + " returns " + model.outputs()
                    + "; this server serves models with one FP32 output");
        }
        head = JsonWriter.bytes("{\"model_name\":" + JsonWriter.quoted(model.name()) + ",\"model_version\":"
                + JsonWriter.quoted(model.version()));
        output = JsonWriter.bytes(
                ",\"outputs\":[{\"name\":" + JsonWriter.quoted(tensor.name()) + ",\"datatype\":\"FP32\",\"shape\":[");
        own = new ResponseParameters(model);
    }

    /**
     * Writes a response.
     *
     * @param id the request's id
     * @param rows one vector a text, all of one width
     * @param parameters asked for after the outputs are written, so that it can say how long that took; null for none
     * @return the body, from position to limit
     * @throws IllegalStateException when the model returned a value that JSON has no form for
     */
    public ByteBuffer encode(@Nullable String id, float[][] rows, @Nullable Supplier<Map<String, Long>> parameters) {
        int width = rows[0].length;
        JsonWriter out = new JsonWriter(256 + rows.length * width * 13);
        out.raw(head);
        if (id != null) {
            out.raw(JsonWriter.bytes(",\"id\":" + JsonWriter.quoted(id)));
        }
        out.raw(output);
        out.number(rows.length).raw(',').number(width);
        out.raw(JsonWriter.bytes("],\"data\":["));
        for (int row = 0; row < rows.length; row++) {
            float[] vector = rows[row];
            for (int column = 0; column < vector.length; column++) {
                if (row + column > 0) {
                    out.raw(',');
                }
                float value = vector[column];
                if (!Float.isFinite(value)) {
                    throw new IllegalStateException("the model returned " + value + " at row " + row + ", column "
                            + column + "; JSON has no form for it");
                }
                out.number(value);
            }
        }
        out.raw(JsonWriter.bytes("]}]"));
        own.write(out, parameters);
        out.raw('}');
        return out.buffer();
    }
}
