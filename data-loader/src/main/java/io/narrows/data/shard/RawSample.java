package io.narrows.data.shard;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One sample as it lies in its shard: a key, and named fields of bytes, all in one array. A cursor fills the same object
 * again and again; whoever keeps a field copies it. Not thread-safe.
 */
public final class RawSample {
    private static final int FEW = 4;

    private @Nullable String key = "";
    private byte[] keyArray = {};
    private int keyOffset;
    private int keyLength;
    private int index;
    private byte[] array = new byte[0];
    private int fields;
    private String[] names = new String[FEW];
    private int[] offsets = new int[FEW];
    private int[] lengths = new int[FEW];

    /** Starts a new sample without fields. */
    public void begin(String newKey, int newIndex, byte[] bytes) {
        key = newKey;
        index = newIndex;
        array = bytes;
        fields = 0;
    }

    /**
     * Starts a new sample without fields, whose key is made when it is asked for.
     *
     * @param keyBytes what holds the key, in UTF-8, unchanged until the next sample
     */
    public void begin(byte[] keyBytes, int newKeyOffset, int newKeyLength, int newIndex, byte[] bytes) {
        key = null;
        keyArray = keyBytes;
        keyOffset = newKeyOffset;
        keyLength = newKeyLength;
        index = newIndex;
        array = bytes;
        fields = 0;
    }

    /** Adds a field: {@code length} bytes of the array, from {@code offset} on. */
    public void add(String name, int offset, int length) {
        if (fields == names.length) {
            names = Arrays.copyOf(names, fields * 2);
            offsets = Arrays.copyOf(offsets, fields * 2);
            lengths = Arrays.copyOf(lengths, fields * 2);
        }
        names[fields] = name;
        offsets[fields] = offset;
        lengths[fields] = length;
        fields++;
    }

    /** What names the sample in its shard; its index where the format has no names. */
    public String key() {
        String known = key;
        if (known == null) {
            known = new String(keyArray, keyOffset, keyLength, StandardCharsets.UTF_8);
            key = known;
        }
        return known;
    }

    /** Its number in its shard, from 0. */
    public int index() {
        return index;
    }

    /** The bytes that {@link #offset} counts in. Not to be changed. */
    public byte[] array() {
        return array;
    }

    /** How many fields it has. */
    public int fields() {
        return fields;
    }

    /** The number of a field, or -1. */
    public int field(String name) {
        for (int i = 0; i < fields; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    public String name(int field) {
        return names[checked(field)];
    }

    public int offset(int field) {
        return offsets[checked(field)];
    }

    /** Bytes of a field. */
    public int length(int field) {
        return lengths[checked(field)];
    }

    /** A copy of a field's bytes. */
    public byte[] copy(int field) {
        int from = offset(field);
        return Arrays.copyOfRange(array, from, from + length(field));
    }

    /** Bytes of all fields together. */
    public long bytes() {
        long sum = 0;
        for (int i = 0; i < fields; i++) {
            sum += lengths[i];
        }
        return sum;
    }

    private int checked(int field) {
        if (field < 0 || field >= fields) {
            throw new IllegalArgumentException("field " + field + " of sample " + key() + ": it has " + fields);
        }
        return field;
    }
}
