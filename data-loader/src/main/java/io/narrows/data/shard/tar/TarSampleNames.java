package io.narrows.data.shard.tar;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The names of a sample's files in an archive. */
public final class TarSampleNames {
    private TarSampleNames() {}

    /**
     * The name of a field's file.
     *
     * @throws IllegalArgumentException when it would be read back as another key or another field; the message says as which
     */
    public static String of(String key, String field) {
        String name = key + "." + field;
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int length = MemberName.keyLength(bytes, 0, bytes.length);
        String readKey = length < 0 ? "" : new String(bytes, 0, length, StandardCharsets.UTF_8);
        if (length < 0 || !readKey.equals(key)) {
            throw new IllegalArgumentException("key \"" + key + "\" with field \"" + field
                    + "\" cannot be written to a tar: the file " + name + " would be read as "
                    + (length < 0 ? "part of no sample" : "key \"" + readKey + "\""));
        }
        if (!field.equals(field.toLowerCase(Locale.ROOT)) || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("key \"" + key + "\" with field \"" + field
                    + "\" cannot be written to a tar: fields are read in lower case, and no name holds a NUL");
        }
        return name;
    }

    /**
     * How many letters of a file's name are the key of its sample; the name of its field, in lower case there, begins one
     * after. -1 when the file is part of no sample.
     */
    public static int keyLength(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int length = MemberName.keyLength(bytes, 0, bytes.length);
        return length < 0 ? -1 : new String(bytes, 0, length, StandardCharsets.UTF_8).length();
    }

    /** The name of DALI's index of an archive. */
    public static String wdsIndex(String shard) {
        return WdsIndex.name(shard);
    }

    /** How many bytes a file takes in an archive, without its header. */
    public static long padded(long size) {
        return TarHeader.padded(size);
    }
}
