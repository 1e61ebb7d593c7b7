package io.narrows.server.protocol;

import static io.narrows.server.protocol.ProtocolException.bad;

import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.ModelInfo.TensorInfo;
import io.narrows.server.protocol.InferRequest.Input;
import io.narrows.server.protocol.InferRequest.RequestedOutput;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds a request against a model with one input of texts. Immutable, for any number of threads. */
public final class RequestValidator {
    private static final Set<String> UNSUPPORTED =
            Set.of("binary_data_output", "sequence_id", "sequence_start", "sequence_end", "headers");

    private static final String TIMING = "narrows_timing";

    private final TensorInfo input;
    private final Set<String> outputs;
    private final int maxTexts;

    /**
     * @param model a model whose only input is {@code BYTES} with shape {@code [-1]}
     * @param maxTexts most texts in one request
     */
    public RequestValidator(ModelInfo model, int maxTexts) {
        if (model.inputs().size() != 1) {
            throw new IllegalArgumentException("model " + model.name() + " has "
                    + model.inputs().size() + " inputs; this server serves models with one");
        }
        input = model.inputs().get(0);
        outputs = model.outputs().stream().map(TensorInfo::name).collect(Collectors.toUnmodifiableSet());
        this.maxTexts = maxTexts;
    }

    /**
     * Finds the texts of a request.
     *
     * @throws ProtocolException with status 400 when the request does not fit the model
     */
    public TextRequest validate(InferRequest request) {
        boolean timing = parameters(request.parameters());
        Schedule schedule = Schedule.of(request.parameters());
        outputs(request.outputs(), outputs);
        List<Input> inputs = request.inputs();
        if (inputs.isEmpty()) {
            throw bad("inputs is empty; the model takes the input " + input.name());
        }
        for (int i = 0; i < inputs.size(); i++) {
            String name = inputs.get(i).name();
            if (!name.equals(input.name())) {
                throw bad("inputs[" + i + "].name is " + Shown.quoted(name) + "; the model takes the input "
                        + input.name());
            }
            if (i > 0) {
                throw bad("inputs[" + i + "].name is " + Shown.quoted(name) + " again; an input may be given once");
            }
        }
        return new TextRequest(request.id(), texts("inputs[0]", inputs.get(0)), timing, schedule);
    }

    private List<String> texts(String path, Input tensor) {
        if (!tensor.datatype().equals(input.datatype())) {
            throw bad(path + ".datatype is " + Shown.quoted(tensor.datatype()) + "; the input " + input.name()
                    + " has datatype " + input.datatype());
        }
        long elements = elements(path, tensor.shape());
        TensorData data = tensor.data();
        String other = data.firstOtherThan(TensorData.Kind.STRING);
        if (other != null) {
            throw bad(other + "; an element of " + input.datatype() + " is a string");
        }
        if (data.count() != elements) {
            throw bad(
                    path + ".data has " + data.count() + " elements; its shape " + tensor.shape() + " has " + elements);
        }
        if (data.nesting().size() > 1 && !data.nesting().equals(tensor.shape())) {
            throw bad(path + ".data is nested as " + data.nesting() + "; its shape is " + tensor.shape());
        }
        return data.strings();
    }

    private long elements(String path, List<Long> shape) {
        List<Long> wanted = input.shape();
        if (shape.size() != wanted.size()) {
            throw bad(path + ".shape is " + shown(shape) + "; the input " + input.name() + " has "
                    + dimensions(wanted.size()) + ", shape " + wanted);
        }
        long elements = 1;
        for (int i = 0; i < shape.size(); i++) {
            long size = shape.get(i);
            if (size == 0) {
                throw bad(path + ".shape[" + i + "] is 0; an empty batch has nothing to infer");
            }
            if (wanted.get(i) >= 0 && size != wanted.get(i)) {
                throw bad(
                        path + ".shape[" + i + "] is " + size + "; the input " + input.name() + " has shape " + wanted);
            }
            if (size > maxTexts) {
                throw bad(path + ".shape[" + i + "] is " + size + "; a request has at most " + maxTexts
                        + " texts (request.max-texts)");
            }
            elements *= size;
        }
        return elements;
    }

    private static String dimensions(int rank) {
        return rank == 1 ? "1 dimension" : rank + " dimensions";
    }

    private static String shown(List<Long> shape) {
        return shape.size() > 8 ? "of " + shape.size() + " dimensions" : shape.toString();
    }

    private static String shown(Object value) {
        return value instanceof String text ? Shown.quoted(text) : Shown.plain(String.valueOf(value));
    }

    /** The names of the outputs that are asked for, all of them when {@code requested} is null. */
    static Set<String> outputs(@Nullable List<RequestedOutput> requested, Set<String> outputs) {
        if (requested == null) {
            return outputs;
        }
        if (requested.isEmpty()) {
            throw bad("outputs is empty; leave it out or name at least one of " + outputs);
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < requested.size(); i++) {
            String name = requested.get(i).name();
            if (!outputs.contains(name)) {
                throw bad("outputs[" + i + "].name is " + Shown.quoted(name) + "; the model returns " + outputs);
            }
            if (!seen.add(name)) {
                throw bad("outputs[" + i + "].name is " + Shown.quoted(name) + " again; an output may be named once");
            }
        }
        return seen;
    }

    /** Checks the parameters of a request; whether the response shall carry its own stage times. */
    static boolean parameters(Map<String, Object> parameters) {
        boolean timing = false;
        for (Map.Entry<String, Object> entry : parameters.entrySet()) {
            String name = entry.getKey();
            Object value = entry.getValue();
            if (name.equals(TIMING)) {
                if (!(value instanceof Boolean wanted)) {
                    throw bad("parameters." + TIMING + " is " + shown(value) + "; it must be true or false");
                }
                timing = wanted;
            } else if (name.startsWith("narrows_")) {
                throw bad("parameters." + Shown.plain(name) + " is unknown; of narrows_ there is only " + TIMING);
            } else if (UNSUPPORTED.contains(name) && !Boolean.FALSE.equals(value)) {
                throw bad("parameters." + name + " is " + Shown.plain(String.valueOf(value))
                        + "; this extension of the protocol is not supported");
            }
        }
        return timing;
    }
}
