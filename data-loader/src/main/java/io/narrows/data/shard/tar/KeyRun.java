package io.narrows.data.shard.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Says of one file after the other whether it belongs to the sample of the one before it. For one thread. */
final class KeyRun {
    /** Of which sample a file is part. */
    enum Part {
        NONE,
        SAME,
        NEW
    }

    private byte[] key = new byte[256];
    private int length = -1;

    /** Forgets what came before. */
    void clear() {
        length = -1;
    }

    /** Whether there was a file that is part of a sample. */
    boolean hasBegun() {
        return length >= 0;
    }

    /** Takes the next file's name. */
    Part next(byte[] name, int from, int nameLength) {
        int keyLength = MemberName.keyLength(name, from, nameLength);
        if (keyLength < 0) {
            return Part.NONE;
        }
        if (keyLength == length && Arrays.equals(name, from, from + keyLength, key, 0, keyLength)) {
            return Part.SAME;
        }
        if (key.length < keyLength) {
            key = new byte[keyLength * 2];
        }
        System.arraycopy(name, from, key, 0, keyLength);
        length = keyLength;
        return Part.NEW;
    }

    /** The key of the last file that is part of a sample; {@link #length} bytes, which the next file of another changes. */
    byte[] key() {
        return key;
    }

    int length() {
        return length;
    }

    @Override
    public String toString() {
        return length < 0 ? "" : new String(key, 0, length, StandardCharsets.UTF_8);
    }
}
