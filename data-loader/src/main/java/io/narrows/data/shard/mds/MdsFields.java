package io.narrows.data.shard.mds;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.data.shard.RawSample;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shows the fields of MDS samples as what their columns say they are. Immutable, thread-safe.
 *
 * <p>Images ({@code jpeg}, {@code png}, {@code pil}) and unknown encodings are bytes, to be had from the sample itself. A
 * {@code pkl} is refused: to read it is to run whatever program its writer put there.
 *
 * <p>All methods throw {@link IllegalArgumentException} when the sample has no such field, when its column is of another kind
 * than asked for, or when its bytes are none of that kind; the message names the field and the sample.
 */
public final class MdsFields {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, MdsColumn> columns = new LinkedHashMap<>();
    private final Map<String, MdsArrayType> arrays = new LinkedHashMap<>();

    /** @param columns as in {@link MdsIndex#columns()} */
    public MdsFields(List<MdsColumn> columns) {
        for (MdsColumn column : columns) {
            this.columns.put(column.name(), column);
            if (column.kind().equals("ndarray")) {
                arrays.put(column.name(), MdsArrayType.parse(column.encoding()));
            }
        }
    }

    /** A text: {@code str}, or the text of {@code json}, {@code str_int}, {@code str_float} and {@code str_decimal}. */
    public String text(RawSample sample, String field) {
        String kind = kind(sample, field);
        if (!kind.startsWith("str") && !kind.equals("json")) {
            throw wrong(sample, field, "a text");
        }
        ByteBuffer bytes = bytes(sample, field);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(where(sample, field) + ": is not UTF-8", e);
        }
    }

    /** An integer of any width; one of {@code uint64} from 2^63 on comes out negative. */
    public long integer(RawSample sample, String field) {
        String kind = kind(sample, field);
        if (kind.equals("str_int")) {
            try {
                return decimal(sample, field).longValueExact();
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException(where(sample, field) + ": is no integer of 64 bits", e);
            }
        }
        if (!MdsNumbers.isInteger(kind)) {
            throw wrong(sample, field, "an integer");
        }
        return MdsNumbers.integer(kind, number(sample, field));
    }

    /** A number of any type, rounded where it is an integer beyond 2^53. */
    public double floating(RawSample sample, String field) {
        String kind = kind(sample, field);
        if (kind.startsWith("str_")) {
            try {
                return Double.parseDouble(text(sample, field));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(where(sample, field) + ": is no number", e);
            }
        }
        if (!MdsNumbers.isInteger(kind) && !MdsNumbers.isFloating(kind)) {
            throw wrong(sample, field, "a number");
        }
        return MdsNumbers.floating(kind, number(sample, field));
    }

    /** A number of {@code str_int}, {@code str_float} or {@code str_decimal}, exactly. */
    public BigDecimal decimal(RawSample sample, String field) {
        if (!kind(sample, field).startsWith("str_")) {
            throw wrong(sample, field, "a decimal number");
        }
        try {
            return new BigDecimal(text(sample, field));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(where(sample, field) + ": is no decimal number", e);
        }
    }

    /** What a {@code json} field holds, as an object of a class. */
    public <T> T json(RawSample sample, String field, Class<T> type) {
        if (!kind(sample, field).equals("json")) {
            throw wrong(sample, field, "JSON");
        }
        int at = sample.field(field);
        try {
            return JSON.readValue(sample.array(), sample.offset(at), sample.length(at), type);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    where(sample, field) + ": is no JSON of a " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    /** An array; its numbers are a copy. */
    public MdsArray array(RawSample sample, String field) {
        MdsArrayType type = arrays.get(field);
        if (type == null) {
            throw wrong(sample, field, "an array");
        }
        try {
            return type.read(ByteBuffer.wrap(sample.copy(at(sample, field))));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where(sample, field) + ": " + e.getMessage(), e);
        }
    }

    private String kind(RawSample sample, String field) {
        MdsColumn column = columns.get(field);
        if (column == null) {
            throw new IllegalArgumentException(where(sample, field) + ": is none of the columns " + columns.keySet());
        }
        if (column.kind().equals("pkl")) {
            throw new IllegalArgumentException(where(sample, field) + ": is a Python pickle, which is never decoded");
        }
        return column.kind();
    }

    private ByteBuffer number(RawSample sample, String field) {
        ByteBuffer bytes = bytes(sample, field).order(ByteOrder.LITTLE_ENDIAN);
        MdsColumn column = columns.get(field);
        int size = column == null ? MdsColumn.VARIABLE : column.size();
        if (bytes.remaining() != size) {
            throw new IllegalArgumentException(
                    where(sample, field) + ": has " + bytes.remaining() + " bytes, must have " + size);
        }
        return bytes;
    }

    private static ByteBuffer bytes(RawSample sample, String field) {
        int at = at(sample, field);
        return ByteBuffer.wrap(sample.array(), sample.offset(at), sample.length(at));
    }

    private static int at(RawSample sample, String field) {
        int at = sample.field(field);
        if (at < 0) {
            throw new IllegalArgumentException(where(sample, field) + ": the sample has no such field");
        }
        return at;
    }

    private IllegalArgumentException wrong(RawSample sample, String field, String what) {
        MdsColumn column = columns.get(field);
        return new IllegalArgumentException(where(sample, field) + ": is of encoding \""
                + (column == null ? "none" : column.encoding()) + "\", not " + what);
    }

    private static String where(RawSample sample, String field) {
        return "field \"" + field + "\" of sample " + sample.index();
    }
}
