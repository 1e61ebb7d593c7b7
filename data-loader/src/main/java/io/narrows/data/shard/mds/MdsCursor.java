package io.narrows.data.shard.mds;

import io.narrows.data.shard.raw.DamageException;
import io.narrows.data.shard.raw.RawWindow;
import io.narrows.data.shard.raw.WindowCursor;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;

/** Runs over samples of an MDS shard. */
final class MdsCursor extends WindowCursor {
    /*
     * A sample is the u32 sizes of its columns of variable size, in their order, and then the values of all columns in their
     * order. They must fill the sample to its last byte.
     */
    private final MdsShard shard;
    private final MdsHead head;
    private final int to;
    private final int[] starts;
    private final int[] lengths;
    private final int keyColumn;
    private final String[] names;
    private final int[] sizes;
    private final int variable;
    private final long fixedBytes;
    private int at;

    /** Where the last sample read began; a compressed shard is read forward only. */
    private long reached;

    MdsCursor(MdsShard shard, MdsHead head, RawWindow window, int from, int to) {
        super(window);
        this.shard = shard;
        this.head = head;
        this.at = from;
        this.to = to;
        List<MdsColumn> columns = head.columns();
        names = columns.stream().map(MdsColumn::name).toArray(String[]::new);
        sizes = columns.stream().mapToInt(MdsColumn::size).toArray();
        keyColumn = columns.indexOf(MdsColumn.KEY);
        starts = new int[sizes.length];
        lengths = new int[sizes.length];
        int many = 0;
        long fixed = 0;
        for (int size : sizes) {
            if (size == MdsColumn.VARIABLE) {
                many++;
            } else {
                fixed += size;
            }
        }
        variable = many;
        fixedBytes = fixed;
    }

    @Override
    public boolean next() throws IOException, InterruptedException {
        if (at >= to) {
            return false;
        }
        int index = at++;
        long begin = head.begin(index);
        long end = head.begin(index + 1);
        if (begin > end || begin < head.begin(0) || (begin < reached && shard.isCompressed())) {
            throw shard.damaged(
                    index, "lies from " + begin + " to " + end + " by the table, which cannot be", true, null);
        }
        if (end > shard.rawBytes()) {
            throw shard.damaged(
                    index,
                    "ends at " + end + " by the table, but there are " + shard.rawBytes() + " bytes",
                    true,
                    null);
        }
        long length = end - begin;
        if (length > RawWindow.MAX_BYTES) {
            throw shard.damaged(index, "has " + length + " bytes: at most " + RawWindow.MAX_BYTES, true, null);
        }
        long needed = 4L * variable + fixedBytes;
        if (length < needed) {
            throw shard.damaged(
                    index, "has " + length + " bytes, fewer than the " + needed + " of its columns", true, null);
        }
        reached = begin;
        hold(index, begin, (int) length);
        show(index, window.offset(begin), (int) length);
        return true;
    }

    private void hold(int index, long begin, int length) throws IOException, InterruptedException {
        int held;
        try {
            held = window.hold(begin, length);
        } catch (DamageException | EOFException e) {
            at = to;
            throw shard.damaged(index, "cannot be read: its shard " + e.getMessage(), false, e);
        }
        if (held < length) {
            boolean continues = !shard.isCompressed();
            at = continues ? at : to;
            throw shard.damaged(index, "is cut off after " + held + " of " + length + " bytes", continues, null);
        }
    }

    private void show(int index, int offset, int length) throws IOException {
        byte[] array = window.array();
        int end = offset + length;
        int sizeAt = offset;
        int valueAt = offset + 4 * variable;
        for (int i = 0; i < sizes.length; i++) {
            long size = sizes[i];
            if (size == MdsColumn.VARIABLE) {
                size = MdsHead.word(array, sizeAt);
                sizeAt += 4;
            }
            if (size > end - valueAt) {
                throw shard.damaged(
                        index,
                        "has a column \"" + names[i] + "\" of " + size + " bytes, but " + (end - valueAt) + " are left",
                        true,
                        null);
            }
            starts[i] = valueAt;
            lengths[i] = (int) size;
            valueAt += (int) size;
        }
        if (valueAt != end) {
            throw shard.damaged(index, "has " + (end - valueAt) + " bytes behind its last column", true, null);
        }
        if (keyColumn < 0) {
            sample.begin(Integer.toString(index), index, array);
        } else {
            sample.begin(array, starts[keyColumn], lengths[keyColumn], index, array);
        }
        for (int i = 0; i < starts.length; i++) {
            sample.add(names[i], starts[i], lengths[i]);
        }
    }
}
