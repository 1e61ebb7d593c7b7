package io.narrows.data.shard.mds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A column of MDS samples.
 *
 * @param name what it is called
 * @param encoding how its values are written, as {@code str}, {@code int}, {@code float32}, {@code json} or
 *     {@code ndarray:float32:3,224,224}; the part up to the first colon is its {@link #kind}
 * @param size bytes of each value, or {@link #VARIABLE}
 */
public record MdsColumn(String name, String encoding, int size) {
    /** The size of a column whose values bring their own. */
    public static final int VARIABLE = -1;

    private static final Map<String, Integer> SIZES = Map.ofEntries(
            Map.entry("int", 8),
            Map.entry("int8", 1),
            Map.entry("int16", 2),
            Map.entry("int32", 4),
            Map.entry("int64", 8),
            Map.entry("uint8", 1),
            Map.entry("uint16", 2),
            Map.entry("uint32", 4),
            Map.entry("uint64", 8),
            Map.entry("float16", 2),
            Map.entry("float32", 4),
            Map.entry("float64", 8));
    private static final Set<String> VARIABLE_KINDS = Set.of(
            "bytes", "str", "json", "str_int", "str_float", "str_decimal", "pil", "jpeg", "png", "pkl", "ndarray");

    /** The column that holds the samples' keys, where they have any. */
    public static final MdsColumn KEY = new MdsColumn("__key__", "str"); // behind the tables that it is checked by

    /** A column whose size is the one that its encoding has. */
    public MdsColumn(String name, String encoding) {
        this(name, encoding, sizeOf(encoding));
    }

    /**
     * @throws IllegalArgumentException when the encoding has another size
     */
    public MdsColumn {
        if (size != VARIABLE && size < 1) {
            throw new IllegalArgumentException("column \"" + name + "\" of size " + size + ": at least 1");
        }
        if (isKnown(encoding) && sizeOf(encoding) != size) {
            throw new IllegalArgumentException("column \"" + name + "\" of encoding \"" + encoding + "\" and size "
                    + shown(size) + ": its size must be " + shown(sizeOf(encoding)));
        }
    }

    /** Its encoding without what follows the first colon. */
    public String kind() {
        return kind(encoding);
    }

    /** Whether the encoding is one that MDS has; the values of others are bytes. */
    public static boolean isKnown(String encoding) {
        return SIZES.containsKey(encoding) || VARIABLE_KINDS.contains(kind(encoding));
    }

    private static String kind(String encoding) {
        int colon = encoding.indexOf(':');
        return colon < 0 ? encoding : encoding.substring(0, colon);
    }

    private static String shown(int size) {
        return size == VARIABLE ? "null" : Integer.toString(size);
    }

    private static int sizeOf(String encoding) {
        Integer size = SIZES.get(encoding);
        if (size != null) {
            return size;
        }
        return kind(encoding).equals("ndarray") ? MdsArrayType.parse(encoding).bytes() : VARIABLE;
    }

    /**
     * Reads the columns that an index entry or a shard's own description names.
     *
     * @throws IllegalArgumentException when they are not as the format has them; the message says what is wrong
     */
    static List<MdsColumn> parse(JsonNode description) {
        JsonNode names = list(description, "column_names");
        JsonNode encodings = list(description, "column_encodings");
        JsonNode sizes = list(description, "column_sizes");
        if (names.size() != encodings.size() || names.size() != sizes.size()) {
            throw new IllegalArgumentException(names.size() + " column_names, " + encodings.size()
                    + " column_encodings and " + sizes.size() + " column_sizes: must be equally many");
        }
        List<MdsColumn> columns = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            JsonNode name = names.get(i);
            JsonNode encoding = encodings.get(i);
            JsonNode size = sizes.get(i);
            if (!name.isTextual() || !encoding.isTextual() || (!size.isNull() && !size.canConvertToInt())) {
                throw new IllegalArgumentException(
                        "column " + i + ": its name and encoding must be strings, its size a number or null");
            }
            if (!seen.add(name.textValue())) {
                throw new IllegalArgumentException("column \"" + name.textValue() + "\": is there twice");
            }
            // A size of 0 is read as none, as the Python reader does.
            int bytes = size.isNull() || size.intValue() == 0 ? VARIABLE : size.intValue();
            columns.add(new MdsColumn(name.textValue(), encoding.textValue(), bytes));
        }
        return List.copyOf(columns);
    }

    private static JsonNode list(JsonNode description, String field) {
        JsonNode list = description.path(field);
        if (!list.isArray()) {
            throw new IllegalArgumentException("no list " + field);
        }
        return list;
    }
}
