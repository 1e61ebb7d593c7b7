package io.narrows.server.model.tensor;

import io.narrows.golden.GoldenException;
import io.narrows.golden.GoldenTensor;
import io.narrows.golden.GoldenTensor.IntegerType;
import io.narrows.server.model.ModelInfo.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Turns tensors of golden samples into those of a model, and back. Stateless. */
final class GoldenTensors {
    private GoldenTensors() {}

    /**
     * An input of a sample as the model takes it.
     *
     * @throws GoldenException when it has another datatype than the model declares
     */
    static Tensor given(GoldenTensor tensor, TensorInfo declared) {
        Datatype datatype = datatype(tensor);
        if (!declared.datatype().equals(datatype.name())) {
            throw new GoldenException("input \"" + declared.name() + "\" has datatype " + declared.datatype()
                    + "; the sample gives " + datatype);
        }
        if (tensor instanceof GoldenTensor.Texts texts) {
            return Tensor.of(texts.name(), texts.shape(), texts.values());
        }
        return Tensor.of(tensor.name(), datatype, tensor.shape(), values(tensor, datatype));
    }

    private static Datatype datatype(GoldenTensor tensor) {
        if (tensor instanceof GoldenTensor.Integers integers) {
            return Datatype.valueOf(integers.datatype().name());
        }
        if (tensor instanceof GoldenTensor.Doubles) {
            return Datatype.FP64;
        }
        return tensor instanceof GoldenTensor.Floats ? Datatype.FP32 : Datatype.BYTES;
    }

    private static ByteBuffer values(GoldenTensor tensor, Datatype datatype) {
        if (tensor instanceof GoldenTensor.Floats floats) {
            ByteBuffer bytes = bytes(floats.values().length, datatype);
            bytes.asFloatBuffer().put(floats.values());
            return bytes;
        }
        if (tensor instanceof GoldenTensor.Doubles doubles) {
            ByteBuffer bytes = bytes(doubles.values().length, datatype);
            bytes.asDoubleBuffer().put(doubles.values());
            return bytes;
        }
        long[] values = ((GoldenTensor.Integers) tensor).values();
        ByteBuffer bytes = bytes(values.length, datatype);
        for (long value : values) {
            switch (datatype.bytes()) {
                case Byte.BYTES -> bytes.put((byte) value);
                case Short.BYTES -> bytes.putShort((short) value);
                case Integer.BYTES -> bytes.putInt((int) value);
                default -> bytes.putLong(value);
            }
        }
        return bytes.flip();
    }

    private static ByteBuffer bytes(int count, Datatype datatype) {
        return ByteBuffer.allocate(Math.multiplyExact(count, datatype.bytes())).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * An output of a model as golden checks compare it.
     *
     * @throws GoldenException when golden tensors have no such datatype
     */
    static GoldenTensor golden(Tensor tensor) {
        return switch (tensor.datatype()) {
            case BYTES -> new GoldenTensor.Texts(tensor.name(), tensor.shape(), tensor.texts());
            case FP32 -> {
                float[] values = new float[tensor.elements()];
                tensor.values().asFloatBuffer().get(values);
                yield new GoldenTensor.Floats(tensor.name(), tensor.shape(), values);
            }
            case FP64 -> {
                double[] values = new double[tensor.elements()];
                tensor.values().asDoubleBuffer().get(values);
                yield new GoldenTensor.Doubles(tensor.name(), tensor.shape(), values);
            }
            default -> new GoldenTensor.Integers(tensor.name(), tensor.shape(), integer(tensor), integers(tensor));
        };
    }

    private static IntegerType integer(Tensor tensor) {
        return Arrays.stream(IntegerType.values())
                .filter(type -> type.name().equals(tensor.datatype().name()))
                .findFirst()
                .orElseThrow(() -> new GoldenException("output \"" + tensor.name() + "\" has datatype "
                        + tensor.datatype() + ", which golden sets do not compare"));
    }

    private static long[] integers(Tensor tensor) {
        ByteBuffer from = tensor.values();
        long[] values = new long[tensor.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (tensor.datatype()) {
                case BOOL -> from.get() == 0 ? 0 : 1;
                case UINT8 -> Byte.toUnsignedLong(from.get());
                case UINT16 -> Short.toUnsignedLong(from.getShort());
                case UINT32 -> Integer.toUnsignedLong(from.getInt());
                case INT8 -> from.get();
                case INT16 -> from.getShort();
                case INT32 -> from.getInt();
                default -> from.getLong();
            };
        }
        return values;
    }
}
