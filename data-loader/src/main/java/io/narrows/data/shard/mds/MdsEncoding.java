package io.narrows.data.shard.mds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Turns values into the bytes that their columns have for them. */
final class MdsEncoding {
    private static final ObjectMapper JSON = new ObjectMapper();

    private MdsEncoding() {}

    /**
     * The bytes of a value.
     *
     * @param value bytes, which are taken as they are; or a {@link String}, {@link Number} or {@link MdsArray} where the
     *     column is of such, and anything that Jackson writes where it is {@code json}
     * @throws IllegalArgumentException when the column takes no such value
     */
    static byte[] encode(MdsColumn column, Object value) {
        byte[] bytes = value instanceof byte[] given ? given : encodeValue(column, value);
        if (column.size() != MdsColumn.VARIABLE && bytes.length != column.size()) {
            throw new IllegalArgumentException("column \"" + column.name() + "\" of encoding \"" + column.encoding()
                    + "\": its value has " + bytes.length + " bytes, must have " + column.size());
        }
        return bytes;
    }

    private static byte[] encodeValue(MdsColumn column, Object value) {
        try {
            String kind = column.kind();
            if (kind.equals("str") && value instanceof String text) {
                return text.getBytes(StandardCharsets.UTF_8);
            }
            if (kind.equals("json")) {
                return JSON.writeValueAsBytes(value);
            }
            if (kind.equals("ndarray") && value instanceof MdsArray array) {
                return MdsArrayType.parse(column.encoding()).write(array);
            }
            if (value instanceof Number number && isTextNumber(kind, number)) {
                return text(number).getBytes(StandardCharsets.US_ASCII);
            }
            if (value instanceof Number number
                    && (MdsNumbers.isInteger(kind) ? isWhole(number) : MdsNumbers.isFloating(kind))) {
                ByteBuffer bytes = ByteBuffer.allocate(column.size()).order(ByteOrder.LITTLE_ENDIAN);
                MdsNumbers.put(kind, number, bytes);
                return bytes.array();
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IllegalArgumentException("column \"" + column.name() + "\": " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("column \"" + column.name() + "\" of encoding \"" + column.encoding()
                + "\": takes bytes, or a value of its kind, not a "
                + value.getClass().getSimpleName());
    }

    private static boolean isTextNumber(String kind, Number number) {
        return kind.equals("str_int")
                ? isWhole(number) || number instanceof BigInteger
                : kind.equals("str_float") || kind.equals("str_decimal");
    }

    private static boolean isWhole(Number number) {
        return number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte;
    }

    private static String text(Number number) {
        return number instanceof BigDecimal decimal ? decimal.toPlainString() : number.toString();
    }
}
