package io.narrows.data.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntervalsTest {
    /** Against a set of bits, by chance. */
    @Test
    void isASet() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            Intervals set = new Intervals();
            BitSet bits = new BitSet();
            for (int i = 0; i < 50; i++) {
                int from = random.nextInt(60);
                int to = from + 1 + random.nextInt(8);
                if (random.nextBoolean()) {
                    if (bits.get(from, to).isEmpty()) {
                        set.add(from, to);
                        bits.set(from, to);
                    } else {
                        assertThrows(IllegalArgumentException.class, () -> set.add(from, to));
                    }
                } else if (bits.get(from, to).cardinality() == to - from) {
                    set.remove(from, to);
                    bits.clear(from, to);
                } else {
                    assertThrows(IllegalArgumentException.class, () -> set.remove(from, to));
                }
            }
            assertEquals(bits, bits(set));
            assertEquals(bits.cardinality(), set.size());
            parts(set, bits, 1 + random.nextInt(6));
        }
    }

    private static BitSet bits(Intervals set) {
        BitSet bits = new BitSet();
        set.ranges().forEach(range -> bits.set((int) range.from(), (int) range.to()));
        return bits;
    }

    private static void parts(Intervals set, BitSet bits, int parts) {
        BitSet together = new BitSet();
        for (int part = 0; part < parts; part++) {
            Intervals share = set.part(part, parts);
            long least = set.size() / parts;
            assertEquals(part < set.size() % parts ? least + 1 : least, share.size());
            assertEquals(0, bits(share).stream().filter(together::get).count());
            together.or(bits(share));
        }
        assertEquals(bits, together);
    }

    @Test
    void rangesThatTouchAreOne() {
        Intervals set = new Intervals();
        set.add(0, 3);
        set.add(5, 7);
        set.add(3, 5);
        assertEquals(List.of(new Intervals.Range(0, 7)), set.ranges());
    }

    @Test
    void refusesWhatIsWrong() {
        Intervals set = Intervals.below(10);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> set.add(9, 12));
        assertEquals("positions 9 to 12: some are there already", e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> set.remove(9, 11));
        assertEquals("positions 9 to 11: some are not there", e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> set.part(2, 2));
        assertEquals("part 2 of 2: it must be 0 to 1", e.getMessage());
    }
}
