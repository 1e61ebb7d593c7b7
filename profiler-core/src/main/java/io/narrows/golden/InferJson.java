package io.narrows.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Inference requests and responses of the Open Inference Protocol in JSON. */
final class InferJson {
    private InferJson() {}

    static byte[] request(List<GoldenTensor> inputs) {
        ObjectNode root = Fields.MAPPER.createObjectNode();
        ArrayNode list = root.putArray("inputs");
        for (GoldenTensor input : inputs) {
            ObjectNode node = list.addObject();
            node.put("name", input.name());
            ArrayNode shape = node.putArray("shape");
            input.shape().forEach(shape::add);
            node.put("datatype", Datatypes.of(input));
            TensorJson.data(input, node.putArray("data"));
        }
        try {
            return Fields.MAPPER.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always valid JSON", e);
        }
    }

    /** Outputs of a response; further fields of the protocol are left alone. */
    static List<GoldenTensor> outputs(Fields response) {
        List<GoldenTensor> outputs = new ArrayList<>();
        for (JsonNode node : response.array("outputs")) {
            String where = "outputs[" + outputs.size() + "]";
            Fields output = Fields.of(node, where);
            String name = output.text("name");
            List<Long> shape = TensorJson.shape(output, where);
            String datatype = output.text("datatype");
            List<JsonNode> values = new ArrayList<>();
            output.array("data").forEach(value -> flatten(value, values));
            outputs.add(
                    switch (datatype) {
                        case Datatypes.FP32 -> new GoldenTensor.Floats(name, shape, floats(values, where));
                        case Datatypes.FP64 -> new GoldenTensor.Doubles(name, shape, doubles(values, where));
                        default -> TensorJson.exact(name, shape, datatype, values, where);
                    });
        }
        return outputs;
    }

    private static void flatten(JsonNode value, List<JsonNode> into) {
        if (value.isArray()) {
            value.forEach(inner -> flatten(inner, into));
        } else {
            into.add(value);
        }
    }

    private static float[] floats(List<JsonNode> values, String where) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = number(values.get(i), i, where).floatValue();
        }
        return floats;
    }

    private static double[] doubles(List<JsonNode> values, String where) {
        double[] doubles = new double[values.size()];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = number(values.get(i), i, where).doubleValue();
        }
        return doubles;
    }

    private static JsonNode number(JsonNode value, int at, String where) {
        if (!value.isNumber()) {
            throw new GoldenException(
                    "field " + where + ".data[" + at + "] is " + Fields.kind(value) + "; it must be a number");
        }
        return value;
    }
}
