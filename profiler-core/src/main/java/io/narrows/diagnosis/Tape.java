package io.narrows.diagnosis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * The last items of a long row, each some numbers one after the other, in arrays that are used again. So what is kept for a
 * while and then dropped costs the collector nothing, however long the row is. Not thread-safe.
 */
final class Tape {

    private static final int ITEMS = 2_048;
    private static final int FIRST_NUMBERS = 16 * ITEMS;

    private final int most;
    private final Deque<Reel> full = new ArrayDeque<>();
    private Reel current = new Reel();
    private int kept;

    private static final class Reel {
        private long[] numbers = new long[FIRST_NUMBERS];
        private int size;
        private int items;
    }

    /** Reads one item after the other, number by number. */
    static final class Reader {
        private long[] numbers = new long[0];
        private int at;

        long next() {
            return numbers[at++];
        }
    }

    /**
     * An empty tape.
     *
     * @param most number of items that are kept
     */
    Tape(int most) {
        this.most = most;
    }

    /** Begins the next item. */
    void begin() {
        if (current.items == ITEMS) {
            full.addLast(current);
            Reel oldest = full.getFirst();
            if (kept - oldest.items >= most) {
                kept -= oldest.items;
                current = full.removeFirst();
                current.size = 0;
                current.items = 0;
            } else {
                current = new Reel();
            }
        }
        current.items++;
        kept++;
    }

    /** Adds a number to the present item. */
    void add(long number) {
        if (current.size == current.numbers.length) {
            current.numbers = Arrays.copyOf(current.numbers, 2 * current.size);
        }
        current.numbers[current.size++] = number;
    }

    /**
     * Reads the last items, the oldest first.
     *
     * @param item makes an item of its numbers, all of which it must read
     */
    <T> List<T> read(Function<Reader, T> item) {
        Reader reader = new Reader();
        List<T> items = new ArrayList<>(kept);
        full.addLast(current);
        for (Reel reel : full) {
            reader.numbers = reel.numbers;
            reader.at = 0;
            for (int i = 0; i < reel.items; i++) {
                items.add(item.apply(reader));
            }
        }
        full.removeLast();
        return items.subList(Math.max(0, kept - most), kept);
    }
}
