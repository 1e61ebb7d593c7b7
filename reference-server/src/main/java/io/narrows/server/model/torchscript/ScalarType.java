package io.narrows.server.model.torchscript;

/** What a tensor's values are, with the names that the format has for them. */
public enum ScalarType {
    /** 32-bit floats. */
    FLOAT32("FloatStorage", 6, Float.BYTES),
    /** The upper half of 32-bit floats. */
    BFLOAT16("BFloat16Storage", 15, Short.BYTES),
    /** 16-bit floats of IEEE 754. */
    FLOAT16("HalfStorage", 5, Short.BYTES),
    /** Signed bytes. */
    INT8("CharStorage", 1, Byte.BYTES);

    private final String storage;
    private final int code;
    private final int valueBytes;

    ScalarType(String storage, int code, int valueBytes) {
        this.storage = storage;
        this.code = code;
        this.valueBytes = valueBytes;
    }

    /** The name of its storage class. */
    String storage() {
        return storage;
    }

    /** Its number in TorchScript. */
    public int code() {
        return code;
    }

    /** Size of one value in bytes. */
    public int valueBytes() {
        return valueBytes;
    }
}
