package io.narrows.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Tensors in golden files: BYTES as an array of strings, FP32 as base64 of little-endian floats. */
final class TensorJson {
    private TensorJson() {}

    static void write(GoldenTensor tensor, ObjectNode node) {
        node.put("name", tensor.name());
        node.put("datatype", Tensors.datatype(tensor));
        ArrayNode shape = node.putArray("shape");
        tensor.shape().forEach(shape::add);
        if (tensor instanceof GoldenTensor.Floats floats) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(Float.BYTES * floats.values().length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(floats.values());
            node.put("base64", Base64.getEncoder().encodeToString(bytes.array()));
        } else if (tensor instanceof GoldenTensor.Texts texts) {
            ArrayNode data = node.putArray("data");
            texts.values().forEach(data::add);
        }
    }

    static List<GoldenTensor> readAll(List<JsonNode> nodes, String where) {
        List<GoldenTensor> tensors = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            tensors.add(read(nodes.get(i), where + "[" + i + "]"));
        }
        return tensors;
    }

    private static GoldenTensor read(JsonNode node, String where) {
        Fields fields = Fields.of(node, where);
        String name = fields.text("name");
        List<Long> shape = shape(fields, where);
        String datatype = fields.text("datatype");
        return switch (datatype) {
            case "BYTES" -> {
                fields.only("name", "datatype", "shape", "data");
                yield new GoldenTensor.Texts(name, shape, texts(fields, where));
            }
            case "FP32" -> {
                fields.only("name", "datatype", "shape", "base64");
                yield new GoldenTensor.Floats(name, shape, floats(fields.text("base64"), where));
            }
            default ->
                throw new GoldenException("field " + where + ".datatype is " + GoldenText.quote(datatype)
                        + "; it must be \"BYTES\" or \"FP32\"");
        };
    }

    static List<Long> shape(Fields fields, String where) {
        List<Long> shape = new ArrayList<>();
        for (JsonNode size : fields.array("shape")) {
            if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0) {
                throw new GoldenException("field " + where + ".shape[" + shape.size() + "] is " + Fields.kind(size)
                        + "; it must be an integer of 0 or more");
            }
            shape.add(size.longValue());
        }
        return shape;
    }

    private static List<String> texts(Fields fields, String where) {
        List<String> texts = new ArrayList<>();
        for (JsonNode text : fields.array("data")) {
            if (!text.isTextual()) {
                throw new GoldenException("field " + where + ".data[" + texts.size() + "] is " + Fields.kind(text)
                        + "; it must be a string");
            }
            texts.add(text.textValue());
        }
        return texts;
    }

    private static float[] floats(String base64, String where) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new GoldenException("field " + where + ".base64 is not base64: " + e.getMessage(), e);
        }
        if (bytes.length % Float.BYTES != 0) {
            throw new GoldenException(
                    "field " + where + ".base64 holds " + bytes.length + " bytes; FP32 needs a multiple of 4");
        }
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
