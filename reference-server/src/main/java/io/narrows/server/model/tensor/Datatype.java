package io.narrows.server.model.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The datatypes of the Open Inference Protocol, under its names. */
public enum Datatype {
    BOOL(1),
    UINT8(1),
    UINT16(2),
    UINT32(4),
    UINT64(8),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    FP16(2),
    BF16(2),
    FP32(4),
    FP64(8),
    /** Texts; their lengths differ. */
    BYTES(0);

    private final int bytes;

    Datatype(int bytes) {
        this.bytes = bytes;
    }

    /** Size of an element, 0 for {@link #BYTES}. */
    public int bytes() {
        return bytes;
    }

    /** Whether its elements are whole numbers. */
    public boolean whole() {
        return switch (this) {
            case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 -> true;
            case BOOL, FP16, BF16, FP32, FP64, BYTES -> false;
        };
    }

    /** Whether its elements are whole numbers that are never negative. */
    public boolean unsigned() {
        return switch (this) {
            case UINT8, UINT16, UINT32, UINT64 -> true;
            default -> false;
        };
    }

    /** The datatype of a name, null when there is none. */
    public static @Nullable Datatype of(String name) {
        return Arrays.stream(values())
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** All names. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Datatype::name).toList();
    }
}
