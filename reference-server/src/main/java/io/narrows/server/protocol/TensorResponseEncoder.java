package io.narrows.server.protocol;

import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.precision.HalfFloat;
import io.narrows.server.model.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the JSON body of an inference response with outputs of any datatype, data flat in row-major order. Each number reads
 * back to the same bits; those of 16 bits are written as the float that they are. Immutable, for any number of threads.
 */
public final class TensorResponseEncoder {
    private static final int USUAL_BYTES = 12;
    private static final int MOST_EXPECTED_BYTES = 1 << 28;
    private static final byte[] TRUE = JsonWriter.bytes("true");
    private static final byte[] FALSE = JsonWriter.bytes("false");

    private final byte[] head;
    private final ResponseParameters own;

    /** @param model gives name and version */
    public TensorResponseEncoder(ModelInfo model) {
        head = JsonWriter.bytes("{\"model_name\":" + JsonWriter.quoted(model.name()) + ",\"model_version\":"
                + JsonWriter.quoted(model.version()));
        own = new ResponseParameters(model);
    }

    /**
     * Writes a response.
     *
     * @param id the request's id
     * @param tensors the model's outputs
     * @param wanted names of those that are written
     * @param parameters asked for after the outputs are written, so that it can say how long that took; null for none
     * @return the body, from position to limit
     * @throws IllegalStateException when the model returned a value that JSON has no form for
     */
    public ByteBuffer encode(
            @Nullable String id,
            List<Tensor> tensors,
            Set<String> wanted,
            @Nullable Supplier<Map<String, Long>> parameters) {
        List<Tensor> outputs = tensors.stream()
                .filter(tensor -> wanted.contains(tensor.name()))
                .toList();
        long elements = outputs.stream().mapToLong(Tensor::elements).sum();
        JsonWriter out = new JsonWriter((int) Math.min(MOST_EXPECTED_BYTES, 256 + elements * USUAL_BYTES));
        out.raw(head);
        if (id != null) {
            out.raw(JsonWriter.bytes(",\"id\":" + JsonWriter.quoted(id)));
        }
        out.raw(JsonWriter.bytes(",\"outputs\":["));
        for (int i = 0; i < outputs.size(); i++) {
            if (i > 0) {
                out.raw(',');
            }
            output(out, outputs.get(i));
        }
        out.raw(']');
        own.write(out, parameters);
        out.raw('}');
        return out.buffer();
    }

    private static void output(JsonWriter out, Tensor tensor) {
        out.raw(JsonWriter.bytes("{\"name\":" + JsonWriter.quoted(tensor.name()) + ",\"datatype\":\""
                + tensor.datatype() + "\",\"shape\":["));
        for (int i = 0; i < tensor.shape().size(); i++) {
            if (i > 0) {
                out.raw(',');
            }
            long size = tensor.shape().get(i);
            out.number(size);
        }
        out.raw(JsonWriter.bytes("],\"data\":["));
        ByteBuffer values = tensor.values();
        int elements = tensor.elements();
        for (int i = 0; i < elements; i++) {
            if (i > 0) {
                out.raw(',');
            }
            element(out, tensor, i, values);
        }
        out.raw(JsonWriter.bytes("]}"));
    }

    private static void element(JsonWriter out, Tensor tensor, int index, ByteBuffer values) {
        switch (tensor.datatype()) {
            case BOOL -> out.raw(values.get() == 0 ? FALSE : TRUE);
            case UINT8 -> out.number((long) Byte.toUnsignedInt(values.get()));
            case UINT16 -> out.number((long) Short.toUnsignedInt(values.getShort()));
            case UINT32 -> out.number(Integer.toUnsignedLong(values.getInt()));
            case UINT64 -> out.raw(JsonWriter.bytes(Long.toUnsignedString(values.getLong())));
            case INT8 -> out.number((long) values.get());
            case INT16 -> out.number((long) values.getShort());
            case INT32 -> out.number((long) values.getInt());
            case INT64 -> out.number(values.getLong());
            case FP16 -> real(out, tensor, index, HalfFloat.fromFp16(values.getShort()));
            case BF16 -> real(out, tensor, index, HalfFloat.fromBf16(values.getShort()));
            case FP32 -> real(out, tensor, index, values.getFloat());
            case FP64 -> {
                double value = values.getDouble();
                require(Double.isFinite(value), tensor, index, Double.toString(value));
                out.raw(JsonWriter.bytes(Double.toString(value)));
            }
            case BYTES ->
                out.raw(JsonWriter.bytes(JsonWriter.quoted(tensor.texts().get(index))));
        }
    }

    private static void real(JsonWriter out, Tensor tensor, int index, float value) {
        require(Float.isFinite(value), tensor, index, Float.toString(value));
        out.number(value);
    }

    private static void require(boolean finite, Tensor tensor, int index, String value) {
        if (!finite) {
            throw new IllegalStateException("the model returned " + value + " in " + tensor.name() + ", element "
                    + index + " of all; JSON has no form for it");
        }
    }
}
