package io.narrows.log.buffer;

import org.jspecify.annotations.Nullable;

/** Open traces, or open batches, by their serial and in order of their first record. Not thread-safe. */
final class EntryTable {
    /*
     * Looked into once or twice per record, so without boxed keys: slots with linear probing, found by the serial times a
     * fraction of the golden ratio (Knuth, The Art of Computer Programming 6.4), which spreads serials that follow each
     * other evenly. Removal moves later entries of the run back, so that there are no tombstones. The order is a list
     * through the entries themselves.
     */
    private static final int MIN_SLOTS = 64;
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private @Nullable Entry[] slots = new Entry[MIN_SLOTS];
    private int shift = Long.SIZE - Integer.numberOfTrailingZeros(MIN_SLOTS);
    private int size;
    private @Nullable Entry oldest;
    private @Nullable Entry newest;

    @Nullable
    Entry get(long serial) {
        int mask = slots.length - 1;
        for (int at = home(serial); ; at = (at + 1) & mask) {
            Entry entry = slots[at];
            if (entry == null || entry.serial == serial) {
                return entry;
            }
        }
    }

    /** Adds an entry whose serial is not there yet. */
    void add(Entry entry) {
        if (2 * (size + 1) > slots.length) {
            grow();
        }
        place(entry);
        size++;
        entry.older = newest;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.newer = entry;
        }
        newest = entry;
    }

    /** Removes an entry. */
    void remove(Entry entry) {
        int mask = slots.length - 1;
        int at = home(entry.serial);
        while (slots[at] != entry) {
            if (slots[at] == null) {
                return;
            }
            at = (at + 1) & mask;
        }
        for (int next = (at + 1) & mask; ; next = (next + 1) & mask) {
            Entry later = slots[next];
            if (later == null) {
                break;
            }
            // It may move back if its home does not lie between the gap and where it is.
            int fromHome = (next - home(later.serial)) & mask;
            if (fromHome >= ((next - at) & mask)) {
                slots[at] = later;
                at = next;
            }
        }
        slots[at] = null;
        size--;
        unlink(entry);
    }

    private void unlink(Entry entry) {
        Entry older = entry.older;
        Entry newer = entry.newer;
        if (older == null) {
            oldest = newer;
        } else {
            older.newer = newer;
        }
        if (newer == null) {
            newest = older;
        } else {
            newer.older = older;
        }
        // Whoever still holds this entry must not hold all that came after it.
        entry.older = null;
        entry.newer = null;
    }

    /** The entry whose first record came first; the others follow by {@link Entry#newer}. */
    @Nullable
    Entry oldest() {
        return oldest;
    }

    int size() {
        return size;
    }

    void clear() {
        slots = new Entry[MIN_SLOTS];
        shift = Long.SIZE - Integer.numberOfTrailingZeros(MIN_SLOTS);
        size = 0;
        oldest = null;
        newest = null;
    }

    private void grow() {
        @Nullable Entry[] before = slots;
        slots = new Entry[2 * before.length];
        shift--;
        for (Entry entry : before) {
            if (entry != null) {
                place(entry);
            }
        }
    }

    private void place(Entry entry) {
        int mask = slots.length - 1;
        int at = home(entry.serial);
        while (slots[at] != null) {
            at = (at + 1) & mask;
        }
        slots[at] = entry;
    }

    private int home(long serial) {
        return (int) ((serial * SPREAD) >>> shift);
    }
}
