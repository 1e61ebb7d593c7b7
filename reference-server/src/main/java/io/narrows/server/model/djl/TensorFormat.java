package io.narrows.server.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelInfo.TensorInfo;
import io.narrows.server.model.tensor.Datatype;
import io.narrows.server.model.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Turns tensors into those of an engine and back.
 *
 * <p>Input tensors lie on this object's own memory, which the next batch uses again. Belongs to one runner.
 */
final class TensorFormat {
    private static final int ALIGNMENT_BYTES = 64;

    /** DJL 0.36 ends the process when it is to make a tensor of another type, INT16 and BF16 among them. */
    private static final Map<Datatype, DataType> PYTORCH = new EnumMap<>(Map.of(
            Datatype.BOOL, DataType.BOOLEAN,
            Datatype.UINT8, DataType.UINT8,
            Datatype.INT8, DataType.INT8,
            Datatype.INT32, DataType.INT32,
            Datatype.INT64, DataType.INT64,
            Datatype.FP16, DataType.FLOAT16,
            Datatype.FP32, DataType.FLOAT32,
            Datatype.FP64, DataType.FLOAT64));

    private static final Map<Datatype, DataType> ONNXRUNTIME = new EnumMap<>(Map.of(
            Datatype.BOOL, DataType.BOOLEAN,
            Datatype.UINT8, DataType.UINT8,
            Datatype.INT8, DataType.INT8,
            Datatype.INT32, DataType.INT32,
            Datatype.INT64, DataType.INT64,
            Datatype.FP16, DataType.FLOAT16,
            Datatype.BF16, DataType.BFLOAT16,
            Datatype.FP32, DataType.FLOAT32,
            Datatype.FP64, DataType.FLOAT64,
            Datatype.BYTES, DataType.STRING));

    private final boolean named;
    private final Map<Datatype, DataType> types;
    private final List<TensorInfo> outputs;
    private final InputMemory memory = new InputMemory();

    /** @param outputs what the model declares */
    TensorFormat(String engine, List<TensorInfo> outputs) {
        named = engine.equals(EngineOptions.ONNXRUNTIME);
        types = types(engine);
        this.outputs = outputs;
    }

    private static Map<Datatype, DataType> types(String engine) {
        return engine.equals(EngineOptions.ONNXRUNTIME) ? ONNXRUNTIME : PYTORCH;
    }

    /** The datatypes that an engine has through DJL. */
    static List<Datatype> datatypes(String engine) {
        List<Datatype> datatypes = new ArrayList<>(types(engine).keySet());
        Collections.sort(datatypes);
        return datatypes;
    }

    /** Makes the inputs; {@code manager} owns them. */
    NDList inputs(NDManager manager, List<Tensor> tensors) {
        int bytes = 0;
        for (Tensor tensor : tensors) {
            bytes = Math.addExact(bytes, aligned(tensor.values().remaining()));
        }
        ByteBuffer inputMemory = memory.take(bytes);
        NDList inputs = new NDList();
        int at = 0;
        for (Tensor tensor : tensors) {
            NDArray array = input(manager, tensor, inputMemory, at);
            at += aligned(tensor.values().remaining());
            if (named) {
                array.setName(tensor.name());
            }
            inputs.add(array);
        }
        return inputs;
    }

    private NDArray input(NDManager manager, Tensor tensor, ByteBuffer inputMemory, int at) {
        Shape shape =
                new Shape(tensor.shape().stream().mapToLong(Long::longValue).toArray());
        if (tensor.datatype() == Datatype.BYTES) {
            return manager.create(tensor.texts().toArray(new String[0]), StandardCharsets.UTF_8, shape);
        }
        ByteBuffer values = tensor.values();
        ByteBuffer native_ = inputMemory.slice(at, values.remaining()).order(ByteOrder.nativeOrder());
        copy(values, native_, tensor.datatype().bytes());
        native_.rewind();
        return manager.create(native_, shape, Objects.requireNonNull(types.get(tensor.datatype())));
    }

    /** The batch is closed: its input tensors are gone. */
    void release() {
        memory.release();
    }

    private static int aligned(int bytes) {
        return Math.addExact(bytes, ALIGNMENT_BYTES - 1) & -ALIGNMENT_BYTES;
    }

    /**
     * Copies the outputs out of the engine, in the declared order.
     *
     * @throws IllegalStateException when they are not what the model declares
     */
    List<Tensor> outputs(NDList arrays) {
        if (arrays.size() != outputs.size()) {
            throw new IllegalStateException("the network returns " + count(arrays.size()) + "; "
                    + (outputs.size() == 1 ? "1 output is" : outputs.size() + " outputs are") + " declared");
        }
        Map<String, NDArray> byName = new HashMap<>();
        for (NDArray array : arrays) {
            if (array.getName() != null) {
                byName.put(array.getName(), array);
            }
        }
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            TensorInfo declared = outputs.get(i);
            NDArray array = byName.isEmpty() ? arrays.get(i) : byName.get(declared.name());
            if (array == null) {
                throw new IllegalStateException(
                        "output \"" + declared.name() + "\" is declared, but the network returns " + byName.keySet());
            }
            tensors.add(output(array, declared));
        }
        return tensors;
    }

    private static String count(int outputs) {
        return outputs == 1 ? "1 output" : outputs + " outputs";
    }

    private Tensor output(NDArray array, TensorInfo declared) {
        Datatype datatype = Objects.requireNonNull(Datatype.of(declared.datatype()));
        DataType expected = types.get(datatype);
        if (array.getDataType() != expected) {
            throw new IllegalStateException("output \"" + declared.name() + "\" is declared as " + datatype
                    + ", but the network returns " + protocolName(array.getDataType()));
        }
        List<Long> shape = new ArrayList<>();
        for (long size : array.getShape().getShape()) {
            shape.add(size);
        }
        if (!fits(shape, declared.shape())) {
            throw new IllegalStateException("output \"" + declared.name() + "\" is declared with shape "
                    + declared.shape() + ", but the network returns " + shape);
        }
        if (datatype == Datatype.BYTES) {
            return Tensor.of(declared.name(), shape, List.of(array.toStringArray(StandardCharsets.UTF_8)));
        }
        ByteBuffer from = array.toByteBuffer().order(ByteOrder.nativeOrder());
        ByteBuffer values = ByteBuffer.allocate(from.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        copy(from, values, datatype.bytes());
        return Tensor.of(declared.name(), datatype, shape, values.flip());
    }

    private String protocolName(DataType type) {
        return types.entrySet().stream()
                .filter(entry -> entry.getValue() == type)
                .map(entry -> entry.getKey().name())
                .findFirst()
                .orElse("a datatype that the engine does not hand over");
    }

    private static boolean fits(List<Long> shape, List<Long> declared) {
        if (shape.size() != declared.size()) {
            return false;
        }
        for (int i = 0; i < shape.size(); i++) {
            if (declared.get(i) >= 0 && !declared.get(i).equals(shape.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Copies elements; their bytes are reversed where the orders differ. */
    private static void copy(ByteBuffer from, ByteBuffer to, int elementBytes) {
        if (from.order() == to.order() || elementBytes == 1) {
            to.put(from);
            return;
        }
        while (from.hasRemaining()) {
            switch (elementBytes) {
                case Short.BYTES -> to.putShort(from.getShort());
                case Integer.BYTES -> to.putInt(from.getInt());
                default -> to.putLong(from.getLong());
            }
        }
    }
}
