package io.narrows.data.decode;

import com.fasterxml.jackson.databind.ObjectReader;
import io.narrows.data.shard.RawSample;
import java.util.LinkedHashMap;
import java.util.Map;

/** Decoders of the usual kinds of fields. All are thread-safe. */
public final class Decoders {
    /** The field that a line of JSON Lines is, and the usual name of JSON in tar shards. */
    public static final String JSON = "json";

    /** The usual name of text in tar shards. */
    public static final String TEXT = "txt";

    /** Makes a value of two; called by several threads at once. */
    @FunctionalInterface
    public interface Combine<A, B, T> {
        T combine(A first, B second) throws Exception;
    }

    private Decoders() {}

    /** A field as it is: a copy of its bytes. */
    public static Decoder<byte[]> bytes(String field) {
        return sample -> sample.copy(Fields.required(sample, field));
    }

    /** A field as text in UTF-8; bytes that are none are refused. */
    public static Decoder<String> text(String field) {
        return new TextDecoder(field);
    }

    /** A field as a whole number in ASCII digits, the way WebDataset keeps a class ({@code cls}); spaces around it are left out. */
    public static Decoder<Long> integer(String field) {
        Decoder<String> text = text(field);
        return sample -> {
            String digits = text.decode(sample).strip();
            try {
                return Long.valueOf(digits);
            } catch (NumberFormatException e) {
                String shown = digits.length() > 40 ? digits.substring(0, 40) + "..." : digits;
                throw new DecodeException(field, "\"" + shown + "\" is no whole number of 64 bits", e);
            }
        };
    }

    /** The field {@value #JSON} as JSON. */
    public static <T> Decoder<T> json(Class<T> type) {
        return json(JSON, type);
    }

    /**
     * A field as JSON, parsed where it lies, without a copy. Members that the type does not have are skipped; what follows
     * the value, and {@code null}, are refused. What Jackson has to find out about the type it does in a thread of its own, which
     * ends then: whoever makes the decoder before the shards are opened does not wait for that. Values that are strings are
     * looked at eight bytes at a time.
     *
     * @param type any that Jackson can make: a record, a class, {@code JsonNode}, {@code Map}
     */
    public static <T> Decoder<T> json(String field, Class<T> type) {
        return new JsonDecoder<>(field, type);
    }

    /** A field as JSON, by a reader of one's own, which says the type and what is allowed, and parses as its factory does. */
    public static <T> Decoder<T> json(String field, ObjectReader reader) {
        return new JsonDecoder<>(field, reader);
    }

    /** A field as a numpy array ({@code .npy}, versions 1.0 to 3.0): numbers and booleans, in either byte order. */
    public static Decoder<NpyArray> npy(String field) {
        return sample -> {
            int number = Fields.required(sample, field);
            try {
                return Npy.read(sample.array(), sample.offset(number), sample.length(number));
            } catch (NpyException e) {
                throw new DecodeException(field, String.valueOf(e.getMessage()), e);
            }
        };
    }

    /** Two decoders and what to make of their values: {@code fields(text("txt"), integer("cls"), Labelled::new)}. */
    public static <A, B, T> Decoder<T> fields(Decoder<A> first, Decoder<B> second, Combine<A, B, T> combine) {
        return sample -> combine.combine(first.decode(sample), second.decode(sample));
    }

    /** Any number of decoders; the value has theirs under the same names, in the same order. */
    public static Decoder<Map<String, Object>> fields(Map<String, ? extends Decoder<?>> decoders) {
        Map<String, Decoder<?>> kept = new LinkedHashMap<>(decoders);
        return sample -> all(kept, sample);
    }

    private static Map<String, Object> all(Map<String, Decoder<?>> decoders, RawSample sample) throws Exception {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, Decoder<?>> entry : decoders.entrySet()) {
            values.put(entry.getKey(), entry.getValue().decode(sample));
        }
        return values;
    }
}
