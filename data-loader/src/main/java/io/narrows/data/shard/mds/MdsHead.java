package io.narrows.data.shard.mds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.data.shard.raw.DamageException;
import io.narrows.data.shard.raw.RawWindow;
import io.narrows.data.shard.raw.SampleLimit;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** What stands in front of a shard's samples. */
final class MdsHead {
    /*
     * All numbers are u32, little-endian; places count from the beginning of the file, decompressed.
     *
     *   0            n          number of samples
     *   4            begin[0]   where the first sample begins, and the description ends
     *   4 + 4i       begin[i]   where sample i begins, and sample i - 1 ends
     *   4 + 4n       begin[n]   where the last sample ends, and with it the file
     *   8 + 4n       JSON       the description: columns, and how the shard was written
     *   begin[0]     samples
     *
     * A table that the file has no room for is refused before it is read, and so is one of a compressed file with more samples
     * than the file may have. A sample's own bounds are checked when it is read, so that
     * a shard that was cut off still gives the samples in front of the cut.
     */
    static final int VERSION = 2;
    static final int MOST_SAMPLES = SampleLimit.MOST;
    private static final int MOST_DESCRIPTION_BYTES = 16 << 20;
    private static final int PIECE_BYTES = 64 << 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[] begins;
    private final List<MdsColumn> columns;

    private MdsHead(int[] begins, List<MdsColumn> columns) {
        this.begins = begins;
        this.columns = columns;
    }

    /**
     * Reads it.
     *
     * @param rawBytes how many decompressed bytes the file has, or {@link Long#MAX_VALUE} when that is not known
     * @throws DamageException when it is none
     */
    static MdsHead read(RawWindow window, long rawBytes) throws IOException, InterruptedException {
        if (window.hold(0, 8) < 8) {
            throw new DamageException("is too short for a table of samples");
        }
        long count = word(window, 0);
        if (count > SampleLimit.of(window.fileSize())) {
            throw new DamageException("claims " + count + " samples: " + SampleLimit.rule(window.fileSize()));
        }
        long tableEnd = 8 + 4 * count;
        long first = word(window, 4);
        if (tableEnd > rawBytes || first > rawBytes) {
            throw new DamageException(
                    "claims " + count + " samples from " + first + " on, but has " + rawBytes + " bytes");
        }
        if (first < tableEnd) {
            throw new DamageException("has its first sample at " + first + ", within the table of " + count
                    + " samples, which ends at " + tableEnd);
        }
        if (first - tableEnd > MOST_DESCRIPTION_BYTES) {
            throw new DamageException(
                    "has " + (first - tableEnd) + " bytes of description: at most " + MOST_DESCRIPTION_BYTES);
        }
        return new MdsHead(table(window, (int) count), description(window, tableEnd, (int) (first - tableEnd)));
    }

    private static int[] table(RawWindow window, int count) throws IOException, InterruptedException {
        int[] begins = new int[Math.min(count + 1, PIECE_BYTES)];
        int known = 0;
        while (known <= count) {
            int entries = Math.min(PIECE_BYTES / 4, count + 1 - known);
            long place = 4L + 4L * known;
            if (window.hold(place, 4 * entries) < 4 * entries) {
                throw new DamageException("ends within its table of " + count + " samples");
            }
            if (known + entries > begins.length) {
                begins = Arrays.copyOf(begins, Math.min(count + 1, begins.length * 2));
            }
            for (int i = 0; i < entries; i++) {
                begins[known + i] = (int) word(window, place + 4L * i);
            }
            known += entries;
        }
        return begins;
    }

    private static List<MdsColumn> description(RawWindow window, long place, int length)
            throws IOException, InterruptedException {
        if (window.hold(place, length) < length) {
            throw new DamageException("ends within its description");
        }
        JsonNode node;
        try {
            node = JSON.readTree(window.array(), window.offset(place), length);
        } catch (IOException e) {
            throw new DamageException("has a description that is no JSON: " + JsonErrors.line(e), e);
        }
        if (!node.path("format").asText().equals("mds") || node.path("version").asInt() != VERSION) {
            throw new DamageException(
                    "describes itself as format \"" + node.path("format").asText() + "\" of version \""
                            + node.path("version").asText() + "\": must be \"mds\" and " + VERSION);
        }
        try {
            return MdsColumn.parse(node);
        } catch (IllegalArgumentException e) {
            throw new DamageException("describes no samples: " + e.getMessage(), e);
        }
    }

    private static long word(RawWindow window, long place) {
        return word(window.array(), window.offset(place));
    }

    /** The u32 at a place of an array. */
    static long word(byte[] bytes, int at) {
        return (int) WORD.get(bytes, at) & 0xffffffffL;
    }

    int samples() {
        return begins.length - 1;
    }

    List<MdsColumn> columns() {
        return columns;
    }

    /** Where a sample begins, or where the last one ends, as the table says; may lie anywhere. */
    long begin(int index) {
        return begins[index] & 0xffffffffL;
    }
}
