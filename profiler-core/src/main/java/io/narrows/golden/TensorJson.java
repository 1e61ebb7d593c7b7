package io.narrows.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.narrows.golden.GoldenTensor.IntegerType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Tensors in golden files: floats as base64 of their little-endian bytes, so that every bit is kept; texts, whole numbers and
 * truth values as an array, so that they can be read and written by hand.
 */
final class TensorJson {
    private TensorJson() {}

    static void write(GoldenTensor tensor, ObjectNode node) {
        node.put("name", tensor.name());
        node.put("datatype", Datatypes.of(tensor));
        ArrayNode shape = node.putArray("shape");
        tensor.shape().forEach(shape::add);
        if (tensor instanceof GoldenTensor.Floats floats) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(Float.BYTES * floats.values().length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(floats.values());
            node.put("base64", Base64.getEncoder().encodeToString(bytes.array()));
        } else if (tensor instanceof GoldenTensor.Doubles doubles) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(Double.BYTES * doubles.values().length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asDoubleBuffer().put(doubles.values());
            node.put("base64", Base64.getEncoder().encodeToString(bytes.array()));
        } else {
            data(tensor, node.putArray("data"));
        }
    }

    /** Adds the values, flat, as the protocol writes them. */
    static void data(GoldenTensor tensor, ArrayNode data) {
        if (tensor instanceof GoldenTensor.Floats floats) {
            for (float value : floats.values()) {
                data.add(value);
            }
        } else if (tensor instanceof GoldenTensor.Doubles doubles) {
            for (double value : doubles.values()) {
                data.add(value);
            }
        } else if (tensor instanceof GoldenTensor.Integers integers) {
            for (long value : integers.values()) {
                if (integers.datatype() == IntegerType.BOOL) {
                    data.add(value == 1);
                } else {
                    data.add(value);
                }
            }
        } else if (tensor instanceof GoldenTensor.Texts texts) {
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
            case Datatypes.FP32 -> {
                fields.only("name", "datatype", "shape", "base64");
                yield new GoldenTensor.Floats(name, shape, floats(fields.text("base64"), where));
            }
            case Datatypes.FP64 -> {
                fields.only("name", "datatype", "shape", "base64");
                yield new GoldenTensor.Doubles(name, shape, doubles(fields.text("base64"), where));
            }
            default -> {
                if (!datatype.equals(Datatypes.BYTES)
                        && Datatypes.integer(datatype).isEmpty()) {
                    throw Datatypes.unknown(where, datatype);
                }
                fields.only("name", "datatype", "shape", "data");
                yield exact(name, shape, datatype, fields.array("data"), where);
            }
        };
    }

    /**
     * A tensor of texts, whole numbers or truth values.
     *
     * @throws GoldenException when a value is no such one, or there is no such datatype here
     */
    static GoldenTensor exact(String name, List<Long> shape, String datatype, List<JsonNode> data, String where) {
        if (datatype.equals(Datatypes.BYTES)) {
            return new GoldenTensor.Texts(name, shape, texts(data, where));
        }
        IntegerType type = Datatypes.integer(datatype).orElseThrow(() -> Datatypes.unknown(where, datatype));
        return new GoldenTensor.Integers(name, shape, type, integers(data, type, where));
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

    private static List<String> texts(List<JsonNode> data, String where) {
        List<String> texts = new ArrayList<>();
        for (JsonNode text : data) {
            if (!text.isTextual()) {
                throw wrong(where, texts.size(), text, "a string");
            }
            texts.add(text.textValue());
        }
        return texts;
    }

    private static long[] integers(List<JsonNode> data, IntegerType type, String where) {
        long[] values = new long[data.size()];
        for (int i = 0; i < values.length; i++) {
            JsonNode value = data.get(i);
            if (type == IntegerType.BOOL) {
                if (!value.isBoolean()) {
                    throw wrong(where, i, value, "true or false");
                }
                values[i] = value.booleanValue() ? 1 : 0;
            } else {
                boolean fits = value.isIntegralNumber() && value.canConvertToLong();
                values[i] = fits ? value.longValue() : 0;
                if (!fits || values[i] < type.least() || values[i] > type.most()) {
                    throw wrong(where, i, value, "a whole number from " + type.least() + " to " + type.most());
                }
            }
        }
        return values;
    }

    private static GoldenException wrong(String where, int at, JsonNode value, String rule) {
        return new GoldenException(
                "field " + where + ".data[" + at + "] is " + Fields.kind(value) + "; it must be " + rule);
    }

    private static float[] floats(String base64, String where) {
        ByteBuffer bytes = bytes(base64, where, Datatypes.FP32, Float.BYTES);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    private static double[] doubles(String base64, String where) {
        ByteBuffer bytes = bytes(base64, where, Datatypes.FP64, Double.BYTES);
        double[] values = new double[bytes.remaining() / Double.BYTES];
        bytes.asDoubleBuffer().get(values);
        return values;
    }

    private static ByteBuffer bytes(String base64, String where, String datatype, int elementBytes) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new GoldenException("field " + where + ".base64 is not base64: " + e.getMessage(), e);
        }
        if (bytes.length % elementBytes != 0) {
            throw new GoldenException("field " + where + ".base64 holds " + bytes.length + " bytes; " + datatype
                    + " needs a multiple of " + elementBytes);
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
