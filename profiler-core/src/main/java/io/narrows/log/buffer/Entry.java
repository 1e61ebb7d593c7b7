package io.narrows.log.buffer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the assembler has of one open trace or batch: its records, in any order. */
final class Entry {
    /** Longs per record: number, value, meta. */
    private static final int WORDS = 3;

    private static final int INITIAL_RECORDS = 16;

    /** More is not kept of one trace or batch: memory stays bounded, and the rest counts as lost. */
    static final int MAX_RECORDS = 1 << 16;

    private static final int FEW_RECORDS = 64;

    private static final int UNKNOWN = -1;
    private static final long[] NO_WORDS = {};

    final long serial;
    final boolean batch;

    private long[] words;
    private int size;
    private int expected = UNKNOWN;
    private boolean begun;

    // Buffers with records of it: nearly always one, or two.
    private @Nullable Cursor holder;
    private @Nullable List<Cursor> moreHolders;
    private boolean released;

    // Neighbours in its table.
    @Nullable
    Entry older;

    @Nullable
    Entry newer;

    /** How many entries came before it, traces and batches together. */
    final long order;

    /** Whether the log has some of its records. */
    boolean carried;

    /** Pass in which the end was seen. */
    long endPass;

    /** When a record came last, in ns. */
    long lastSeenNs;

    @Nullable
    LossyEnd lossyEnd;

    /** Of a trace: the batches it was in. */
    List<Entry> joined = List.of();

    /** Of a batch: members that are not in the log yet. */
    int openMembers;

    /** Of a batch: its changes, once it is complete or given up. */
    @Nullable
    RecordedBatch changes;

    /**
     * Makes an entry without records.
     *
     * @param serial its serial
     * @param batch whether it is a batch
     * @param order how many came before it
     * @param words where its records go, from {@link #newWords} or from {@link #release}
     */
    Entry(long serial, boolean batch, long order, long[] words) {
        this.serial = serial;
        this.batch = batch;
        this.order = order;
        this.words = words;
    }

    /** Room for the records of a usual trace. */
    static long[] newWords() {
        return new long[INITIAL_RECORDS * WORDS];
    }

    /** Notes that a trace joined a batch; false when it had before. */
    boolean joins(Entry other) {
        if (joined.isEmpty()) {
            joined = List.of(other);
            return true;
        }
        if (joined.contains(other)) {
            return false;
        }
        List<Entry> more = new ArrayList<>(joined);
        more.add(other);
        joined = more;
        return true;
    }

    /** Keeps a record; false when it is one too many. */
    boolean add(long number, long value, long meta) {
        int type = RecordLayout.type(meta);
        if (type == RecordLayout.END || type == RecordLayout.BATCH_END) {
            expected = RecordLayout.seq(meta) + 1;
        }
        begun |= type == RecordLayout.BEGIN || type == RecordLayout.BATCH_BEGIN;
        if (size == MAX_RECORDS) {
            return false;
        }
        int at = size * WORDS;
        if (at == words.length) {
            words = Arrays.copyOf(words, 2 * words.length);
        }
        words[at] = number;
        words[at + 1] = value;
        words[at + 2] = meta;
        size++;
        return true;
    }

    /** Takes the end from the handle. */
    void end(LossyEnd end) {
        lossyEnd = end;
        begun = true;
        expected = end.records();
    }

    /** Whether its beginning is known: without it there is nothing to write. */
    boolean begun() {
        return begun;
    }

    boolean ended() {
        return expected != UNKNOWN;
    }

    /** Whether it ended and every record is here. Counts doubles, of which only recovery has any. */
    boolean complete() {
        return expected == size;
    }

    int size() {
        return size;
    }

    int expected() {
        return expected;
    }

    long number(int i) {
        return words[i * WORDS];
    }

    long value(int i) {
        return words[i * WORDS + 1];
    }

    long meta(int i) {
        return words[i * WORDS + 2];
    }

    /** Puts the records in order of their sequence, removes doubles, and tells how many those were. */
    int sort() {
        boolean ordered = true;
        for (int i = 1; i < size && ordered; i++) {
            ordered = RecordLayout.seq(meta(i - 1)) < RecordLayout.seq(meta(i));
        }
        if (ordered) {
            return 0;
        }
        if (size <= FEW_RECORDS) {
            sortInPlace();
        } else {
            sortByKeys();
        }
        return dropDoubles();
    }

    /** Usually they are a few runs in order, one from each buffer. */
    private void sortInPlace() {
        for (int i = 1; i < size; i++) {
            long number = number(i);
            long value = value(i);
            long meta = meta(i);
            int at = i;
            while (at > 0 && RecordLayout.seq(meta(at - 1)) > RecordLayout.seq(meta)) {
                System.arraycopy(words, (at - 1) * WORDS, words, at * WORDS, WORDS);
                at--;
            }
            words[at * WORDS] = number;
            words[at * WORDS + 1] = value;
            words[at * WORDS + 2] = meta;
        }
    }

    private void sortByKeys() {
        long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            keys[i] = ((long) RecordLayout.seq(meta(i)) << Integer.SIZE) | i;
        }
        Arrays.sort(keys);
        long[] sorted = new long[size * WORDS];
        for (int i = 0; i < size; i++) {
            System.arraycopy(words, (int) keys[i] * WORDS, sorted, i * WORDS, WORDS);
        }
        words = sorted;
    }

    private int dropDoubles() {
        int kept = 1;
        for (int i = 1; i < size; i++) {
            if (RecordLayout.seq(meta(kept - 1)) != RecordLayout.seq(meta(i))) {
                System.arraycopy(words, i * WORDS, words, kept * WORDS, WORDS);
                kept++;
            }
        }
        int doubles = size - kept;
        size = kept;
        return doubles;
    }

    /** Notes that a buffer has records of this entry; true the first time. */
    boolean heldFirstBy(Cursor cursor) {
        if (holder == cursor) {
            return false;
        }
        if (holder == null) {
            holder = cursor;
            return true;
        }
        List<Cursor> more = moreHolders;
        if (more == null) {
            more = new ArrayList<>(2);
            moreHolders = more;
        } else if (more.contains(cursor)) {
            return false;
        }
        more.add(cursor);
        return true;
    }

    void forget(Cursor cursor) {
        if (holder == cursor) {
            List<Cursor> more = moreHolders;
            holder = more == null || more.isEmpty() ? null : more.remove(more.size() - 1);
        } else if (moreHolders != null) {
            moreHolders.remove(cursor);
        }
    }

    /** Whether nobody needs its records in the buffers any more. */
    boolean released() {
        return released;
    }

    /** Gives up its records, and tells where they lay if another entry can use that; null if not. */
    long @Nullable [] release() {
        released = true;
        long[] used = words;
        words = NO_WORDS;
        return used.length == INITIAL_RECORDS * WORDS ? used : null;
    }
}
