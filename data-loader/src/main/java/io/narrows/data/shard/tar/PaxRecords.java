package io.narrows.data.shard.tar;

import io.narrows.data.shard.raw.DamageException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What an extended header (POSIX pax) says about the file that follows it. */
final class PaxRecords {
    /*
     * Records, one behind the other: a length in decimal digits that counts the whole record, a space, key=value, a line
     * feed. Zeros behind the last one are tolerated.
     */
    private @Nullable String path;

    /** What GNU tar calls a sparse file whose path is made up, for those that do not know of its map. */
    private @Nullable String sparseName;

    private long size = -1;
    private boolean sparse;

    void clear() {
        path = null;
        sparseName = null;
        size = -1;
        sparse = false;
    }

    /** The file's name, or null when it stands in its header. */
    @Nullable
    String path() {
        return path;
    }

    /** The file's size, or -1 when it stands in its header. */
    long size() {
        return size;
    }

    /** Whether the file's bytes are a map of holes and what lies between them. */
    boolean sparse() {
        return sparse;
    }

    void parse(byte[] array, int from, int length, long place) throws DamageException {
        int at = from;
        int end = from + length;
        while (at < end && array[at] != 0) {
            int space = at;
            int record = 0;
            while (space < end && array[space] >= '0' && array[space] <= '9' && record <= length) {
                record = record * 10 + array[space++] - '0';
            }
            int next = at + record;
            if (space == at
                    || space >= end
                    || array[space] != ' '
                    || next > end
                    || next <= space + 1
                    || array[next - 1] != '\n') {
                throw new DamageException("has an extended header at " + place + " whose record at its byte "
                        + (at - from) + " is not a length, a space, key=value and a line feed");
            }
            record(new String(array, space + 1, next - space - 2, StandardCharsets.UTF_8), place);
            at = next;
        }
    }

    private void record(String record, long place) throws DamageException {
        int equals = record.indexOf('=');
        if (equals < 0) {
            throw new DamageException("has an extended header at " + place + " with a record without =");
        }
        String value = record.substring(equals + 1);
        switch (record.substring(0, equals)) {
            case "path" -> path = sparseName == null ? value : sparseName;
            case "GNU.sparse.name" -> {
                sparse = true;
                sparseName = value; // the path is a made-up one then
                path = value;
            }
            case "size" -> size = size(value, place);
            default -> sparse |= record.startsWith("GNU.sparse.");
        }
    }

    private static long size(String value, long place) throws DamageException {
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            number = -1;
        }
        if (number < 0) {
            throw new DamageException("has an extended header at " + place + " whose size is no number");
        }
        return number;
    }
}
