package io.narrows.data.pipeline;

import io.narrows.data.shard.RawSample;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Copies of samples as they lie in their shard, kept until somebody decodes them. Filled by one thread; then read by any,
 * through {@link #show}.
 */
final class RawBlock {
    /*
     * The bytes of a sample's fields lie one after the other in one page; a page is made when the last one has no room for a
     * whole sample. fieldStart[i] is the first of sample i's fields in the arrays of fields.
     */

    /** What is kept of a sample beside its bytes, about: its key, its places in the arrays here and of the window, its fields. */
    static final int BESIDE_BYTES = 100;

    private static final int PAGE_BYTES = 256 << 10;
    private static final int FEW = 4;

    private final @Nullable String[] keys;
    private final @Nullable Object[] pages;
    private final int[] indexes;
    private final int[] fieldStart;
    private final @Nullable Fault[] faults;
    private @Nullable String[] names;
    private int[] offsets;
    private int[] lengths;
    private int fields;
    private int samples;
    private byte[] page = new byte[0];
    private int used;
    private long bytes;
    private long sampleBytes;

    RawBlock(int capacity) {
        keys = new String[capacity];
        pages = new Object[capacity];
        indexes = new int[capacity];
        faults = new Fault[capacity];
        fieldStart = new int[capacity + 1];
        names = new String[Math.max(capacity, FEW)];
        offsets = new int[names.length];
        lengths = new int[names.length];
    }

    /** How many samples are in it. */
    int samples() {
        return samples;
    }

    /** Bytes of its pages; {@link #BESIDE_BYTES} of each sample come on top. */
    long bytes() {
        return bytes;
    }

    /** Bytes of its samples alone. */
    long sampleBytes() {
        return sampleBytes;
    }

    void add(RawSample sample, long bytesToCome) {
        int size = Math.toIntExact(sample.bytes());
        sampleBytes += size;
        if (page.length - used < size) {
            page = new byte[(int) Math.max(size, Math.min(PAGE_BYTES, Math.max(bytesToCome, size)))];
            used = 0;
            bytes += page.length;
        }
        keys[samples] = sample.key();
        indexes[samples] = sample.index();
        pages[samples] = page;
        for (int field = 0; field < sample.fields(); field++) {
            int length = sample.length(field);
            System.arraycopy(sample.array(), sample.offset(field), page, used, length);
            field(sample.name(field), used, length);
            used += length;
        }
        fieldStart[++samples] = fields;
    }

    private void field(String name, int offset, int length) {
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

    /** Takes the place of a sample that cannot be had. */
    void add(Fault fault) {
        faults[samples] = fault;
        fieldStart[++samples] = fields;
    }

    /** Why a sample cannot be had; null for one that can. */
    @Nullable
    Fault fault(int sample) {
        return faults[sample];
    }

    void show(int sample, RawSample target) {
        String key = keys[sample];
        Object bytesOf = pages[sample];
        if (key == null || bytesOf == null) {
            throw new IllegalStateException("sample " + sample + " of a block that lacks it");
        }
        target.begin(key, indexes[sample], (byte[]) bytesOf);
        for (int field = fieldStart[sample]; field < fieldStart[sample + 1]; field++) {
            target.add(String.valueOf(names[field]), offsets[field], lengths[field]);
        }
    }
}
