package io.narrows.server.protocol;

import static io.narrows.server.protocol.ProtocolException.bad;

import io.narrows.server.model.ModelInfo;
import io.narrows.server.model.ModelInfo.TensorInfo;
import io.narrows.server.model.tensor.BatchAxis;
import io.narrows.server.model.tensor.Datatype;
import io.narrows.server.model.tensor.Tensor;
import io.narrows.server.protocol.InferRequest.Input;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds a request against a model of any tensors. Immutable, for any number of threads. */
public final class TensorRequestValidator {
    private final Map<String, TensorInfo> declared = new LinkedHashMap<>();
    private final Set<String> outputs = new LinkedHashSet<>();
    private final @Nullable BatchAxis axis;

    /**
     * @param model what it takes and returns; its datatypes are those of the protocol
     * @param axis the axis along which its inputs have one size, null for none
     */
    public TensorRequestValidator(ModelInfo model, @Nullable BatchAxis axis) {
        model.inputs().forEach(input -> declared.put(input.name(), input));
        model.outputs().forEach(output -> outputs.add(output.name()));
        this.axis = axis;
    }

    /**
     * Finds the tensors of a request.
     *
     * @throws ProtocolException with status 400 when the request does not fit the model
     */
    public TensorRequest validate(InferRequest request) {
        boolean timing = RequestValidator.parameters(request.parameters());
        Schedule schedule = Schedule.of(request.parameters());
        Set<String> wanted = RequestValidator.outputs(request.outputs(), outputs);
        Map<String, Tensor> given = new LinkedHashMap<>();
        for (int i = 0; i < request.inputs().size(); i++) {
            Input input = request.inputs().get(i);
            String path = "inputs[" + i + "]";
            TensorInfo info = declared.get(input.name());
            if (info == null) {
                throw bad(path + ".name is " + Shown.quoted(input.name()) + "; the model takes " + named());
            }
            if (given.put(input.name(), tensor(path, input, info)) != null) {
                throw bad(path + ".name is " + Shown.quoted(input.name()) + " again; an input may be given once");
            }
        }
        List<Tensor> inputs = new ArrayList<>();
        for (String name : declared.keySet()) {
            Tensor tensor = given.get(name);
            if (tensor == null) {
                throw bad("inputs lacks " + name + "; the model takes " + named());
            }
            inputs.add(tensor);
        }
        sameRows(inputs);
        return new TensorRequest(request.id(), inputs, wanted, timing, schedule);
    }

    private String named() {
        return (declared.size() == 1 ? "the input " : "the inputs ") + String.join(", ", declared.keySet());
    }

    private static Tensor tensor(String path, Input input, TensorInfo info) {
        if (!input.datatype().equals(info.datatype())) {
            throw bad(path + ".datatype is " + Shown.quoted(input.datatype()) + "; the input " + info.name()
                    + " has datatype " + info.datatype());
        }
        checkShape(path, input.shape(), info);
        TensorData data = input.data();
        if (!hasElements(input.shape(), data.count())) {
            throw bad(path + ".data has " + data.count() + " elements, which does not fit its shape " + input.shape());
        }
        if (data.nesting().size() > 1 && !data.nesting().equals(input.shape())) {
            throw bad(path + ".data is nested as " + data.nesting() + "; its shape is " + input.shape());
        }
        Datatype datatype = Objects.requireNonNull(Datatype.of(info.datatype()));
        return TensorReader.read(path + ".data", info.name(), datatype, input.shape(), data);
    }

    private static void checkShape(String path, List<Long> shape, TensorInfo info) {
        List<Long> wanted = info.shape();
        if (shape.size() != wanted.size()) {
            String shown = shape.size() > 8 ? "of " + shape.size() + " dimensions" : shape.toString();
            throw bad(path + ".shape is " + shown + "; the input " + info.name() + " has shape " + wanted);
        }
        for (int i = 0; i < shape.size(); i++) {
            long size = shape.get(i);
            if (size == 0) {
                throw bad(path + ".shape[" + i + "] is 0; an empty tensor has nothing to infer");
            }
            if (wanted.get(i) >= 0 && size != wanted.get(i)) {
                throw bad(
                        path + ".shape[" + i + "] is " + size + "; the input " + info.name() + " has shape " + wanted);
            }
        }
    }

    /** Whether a shape without zeros has so many elements; sizes of clients must not overflow. */
    private static boolean hasElements(List<Long> shape, long count) {
        long left = count;
        for (long size : shape) {
            if (left % size != 0) {
                return false;
            }
            left /= size;
        }
        return left == 1;
    }

    private void sameRows(List<Tensor> inputs) {
        if (axis == null) {
            return;
        }
        Tensor first = inputs.get(0);
        long rows = first.shape().get(axis.axis());
        for (Tensor input : inputs) {
            if (input.shape().get(axis.axis()) != rows) {
                throw bad("input " + input.name() + " has shape " + input.shape() + "; along the batch axis "
                        + axis.axis() + " its size must be " + rows + ", as that of " + first.name());
            }
        }
    }
}
