package io.narrows.server.protocol;

import static io.narrows.server.protocol.ProtocolException.bad;

import com.fasterxml.jackson.core.JsonParser;
import io.narrows.server.protocol.InferRequest.Input;
import io.narrows.server.protocol.InferRequest.RequestedOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON body of an inference request.
 *
 * <p>Strict: UTF-8 only, one JSON object and nothing after it, no field twice, no field that the protocol does not have,
 * no lone surrogate, at most {@value JsonReader#MAX_DEPTH} levels deep. Reads once from front to back; memory is the text
 * of the body plus its elements. Stateless, for any number of threads.
 */
public final class RequestDecoder {
    /*
     * One method per object of the protocol. Each reads a field name, puts it into `seen`, and hands the value to the
     * reader of its type; `path` is the way to the object and the start of every message about it.
     */

    private final JsonReader json;

    private RequestDecoder(JsonReader json) {
        this.json = json;
    }

    /**
     * Reads a request.
     *
     * @param body the whole body, read from its position to its limit
     * @throws ProtocolException with status 400 when it is no well-formed request
     */
    public static InferRequest decode(ByteBuffer body) {
        char[] text = Utf8.decode(body);
        try (JsonParser parser = JsonReader.open(text)) {
            return new RequestDecoder(new JsonReader(parser)).request();
        } catch (IOException e) {
            throw JsonReader.malformed(e);
        }
    }

    private InferRequest request() throws IOException {
        json.startBody();
        Set<String> seen = new HashSet<>();
        String id = null;
        Map<String, Object> parameters = Map.of();
        List<Input> inputs = null;
        List<RequestedOutput> outputs = null;
        for (String field = json.field("", seen); field != null; field = json.field("", seen)) {
            switch (field) {
                case "id" -> id = json.string("id");
                case "parameters" -> parameters = parameters("parameters");
                case "inputs" -> inputs = inputs();
                case "outputs" -> outputs = outputs();
                default -> throw unknown("", field, "id, parameters, inputs and outputs");
            }
        }
        json.endBody();
        if (inputs == null) {
            throw bad("inputs is missing; a request has at least one input");
        }
        return new InferRequest(id, parameters, inputs, outputs);
    }

    private List<Input> inputs() throws IOException {
        json.startArray("inputs");
        List<Input> inputs = new ArrayList<>();
        while (json.nextElement()) {
            inputs.add(input("inputs[" + inputs.size() + "]"));
        }
        return inputs;
    }

    private Input input(String path) throws IOException {
        json.elementObject(path);
        Set<String> seen = new HashSet<>();
        String name = null;
        String datatype = null;
        List<Long> shape = null;
        Map<String, Object> parameters = Map.of();
        TensorData data = null;
        for (String field = json.field(path, seen); field != null; field = json.field(path, seen)) {
            String at = path + "." + field;
            switch (field) {
                case "name" -> name = json.string(at);
                case "datatype" -> datatype = json.string(at);
                case "shape" -> shape = shape(at);
                case "parameters" -> parameters = parameters(at);
                case "data" -> data = new DataReader(json, at).read();
                default -> throw unknown(path, field, "name, datatype, shape, parameters and data");
            }
        }
        unsupported(path, parameters);
        return new Input(
                required(path, "name", name),
                required(path, "datatype", datatype),
                required(path, "shape", shape),
                parameters,
                required(path, "data", data));
    }

    private List<Long> shape(String path) throws IOException {
        json.startArray(path);
        List<Long> shape = new ArrayList<>();
        while (json.nextElement()) {
            shape.add(json.size(path + "[" + shape.size() + "]"));
        }
        return shape;
    }

    private List<RequestedOutput> outputs() throws IOException {
        json.startArray("outputs");
        List<RequestedOutput> outputs = new ArrayList<>();
        while (json.nextElement()) {
            outputs.add(output("outputs[" + outputs.size() + "]"));
        }
        return outputs;
    }

    private RequestedOutput output(String path) throws IOException {
        json.elementObject(path);
        Set<String> seen = new HashSet<>();
        String name = null;
        Map<String, Object> parameters = Map.of();
        for (String field = json.field(path, seen); field != null; field = json.field(path, seen)) {
            String at = path + "." + field;
            switch (field) {
                case "name" -> name = json.string(at);
                case "parameters" -> parameters = parameters(at);
                default -> throw unknown(path, field, "name and parameters");
            }
        }
        unsupported(path, parameters);
        return new RequestedOutput(required(path, "name", name), parameters);
    }

    private Map<String, Object> parameters(String path) throws IOException {
        json.startObject(path);
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (String name = json.field(path, parameters.keySet(), false);
                name != null;
                name = json.field(path, parameters.keySet(), false)) {
            parameters.put(name, json.scalar(path + "." + Shown.plain(name)));
        }
        return parameters;
    }

    /** Refuses at once what would leave the tensor's data elsewhere than in the JSON. */
    private static void unsupported(String path, Map<String, Object> parameters) {
        for (String name : parameters.keySet()) {
            Object value = parameters.get(name);
            boolean off = Boolean.FALSE.equals(value);
            switch (name) {
                case "binary_data" -> {
                    if (!off) {
                        throw bad(path + ".parameters.binary_data is " + value + "; binary tensors are not supported");
                    }
                }
                case "binary_data_size" ->
                    throw bad(path + ".parameters.binary_data_size is " + value + "; binary tensors are not supported");
                case "classification" ->
                    throw bad(path + ".parameters.classification is " + value + "; classification is not supported");
                case "shared_memory_region", "shared_memory_offset", "shared_memory_byte_size" ->
                    throw bad(path + ".parameters." + name + " is " + Shown.plain(String.valueOf(value))
                            + "; shared memory is not supported");
                default -> {}
            }
        }
    }

    private static <T> T required(String path, String field, @Nullable T value) {
        if (value == null) {
            throw bad(path + "." + field + " is missing; it is required");
        }
        return value;
    }

    private static ProtocolException unknown(String path, String field, String known) {
        String at = path.isEmpty() ? "" : path + ".";
        return bad(at + Shown.plain(field) + " is no field of the protocol here; there are " + known);
    }
}
