package io.narrows.data.shard.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The names of fields as texts, in lower case; each is made once, as long as there are few. For one thread. */
final class FieldNames {
    private static final int SLOTS = 128;
    private static final int MOST = 96;

    private final byte[][] bytes = new byte[SLOTS][0];
    private final @Nullable String[] names = new String[SLOTS];
    private int count;

    /** The name that these bytes are, in UTF-8. */
    String of(byte[] array, int from, int length) {
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = hash * 31 + array[from + i];
        }
        int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
        for (String name = names[slot]; name != null; name = names[slot]) {
            byte[] known = bytes[slot];
            if (Arrays.equals(known, 0, known.length, array, from, from + length)) {
                return name;
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
        String name = new String(array, from, length, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        if (count < MOST) {
            count++;
            names[slot] = name;
            bytes[slot] = Arrays.copyOfRange(array, from, from + length);
        }
        return name;
    }
}
