package io.narrows.log.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Does what a map in order of insertion does. */
class EntryTableTest {
    @Property(tries = 200)
    void itIsAMapInOrder(@ForAll long seed, @ForAll @IntRange(min = 1, max = 500) int serials) {
        Random random = new Random(seed);
        EntryTable table = new EntryTable();
        Map<Long, Entry> model = new LinkedHashMap<>();
        for (int step = 0; step < 2000; step++) {
            // Serials follow each other, or lie anywhere.
            long serial = random.nextBoolean() ? random.nextInt(serials) : random.nextInt(serials) * (1L << 40);
            Entry known = model.get(serial);
            assertSame(known, table.get(serial));
            if (known == null) {
                Entry entry = new Entry(serial, false, step, Entry.newWords());
                table.add(entry);
                model.put(serial, entry);
            } else {
                table.remove(known);
                model.remove(serial);
                assertNull(known.newer);
            }
            assertEquals(model.size(), table.size());
        }
        List<Entry> order = new ArrayList<>();
        for (Entry entry = table.oldest(); entry != null; entry = entry.newer) {
            order.add(entry);
        }
        assertEquals(new ArrayList<>(model.values()), order);
    }
}
