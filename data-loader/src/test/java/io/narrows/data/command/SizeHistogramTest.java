package io.narrows.data.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SizeHistogramTest {
    @Test
    void quantilesAreAtMostOnePartIn128AboveTheTrueOnes() {
        SizeHistogram histogram = new SizeHistogram();
        SizeHistogram other = new SizeHistogram();
        Random random = new Random(5);
        long[] sizes = new long[10_001];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = (long) Math.exp(random.nextDouble() * 30);
            (i % 3 == 0 ? other : histogram).add(sizes[i]);
        }
        histogram.add(other);
        Arrays.sort(sizes);
        assertEquals(Arrays.stream(sizes).sum(), histogram.sum());
        assertEquals(sizes.length, histogram.count());
        assertEquals(sizes[0], histogram.least());
        assertEquals(sizes[sizes.length - 1], histogram.largest());
        for (double share : new double[] {0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.9999, 1}) {
            long exact = sizes[(int) Math.max(0, Math.ceil(share * sizes.length) - 1)];
            long found = histogram.quantile(share);
            assertTrue(found >= exact && found <= exact + exact / 128 + 1, share + ": " + found + " of " + exact);
        }
    }

    @Test
    void theEndsOfWhatALongHolds() {
        SizeHistogram histogram = new SizeHistogram();
        assertEquals(0, histogram.quantile(0.5));
        assertEquals(0, histogram.least());
        histogram.add(0);
        assertEquals(0, histogram.quantile(1));
        histogram.add(Long.MAX_VALUE);
        assertEquals(Long.MAX_VALUE, histogram.quantile(1));
        assertEquals(0, histogram.quantile(0.5));
        histogram.add(127);
        histogram.add(128);
        assertEquals(127, histogram.quantile(0.5));
        assertEquals(128, histogram.quantile(0.75));
    }

    @Test
    void fieldsWithoutEndTakeBoundedMemoryWhateverTheirOrder() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            names.add("%05d.jpeg".formatted(i));
        }
        FieldSizes inOrder = new FieldSizes();
        long before = allocatedBytes();
        names.forEach(name -> inOrder.add(name, 1000));
        long bytes = allocatedBytes() - before;
        assertTrue(bytes < 8 << 20, bytes + " bytes");
        Collections.shuffle(names, new Random(3));
        FieldSizes merged = new FieldSizes();
        for (int shard = 0; shard < 5; shard++) {
            FieldSizes some = new FieldSizes();
            names.subList(shard * 1000, (shard + 1) * 1000).forEach(name -> some.add(name, 1000));
            merged.add(some);
        }
        for (FieldSizes sizes : List.of(inOrder, merged)) {
            assertEquals(FieldSizes.MOST, sizes.named().size());
            assertEquals("00999.jpeg", sizes.named().lastKey());
            sizes.named().forEach((name, of) -> assertEquals(1, of.count(), name));
            assertEquals(4000, sizes.others());
            assertEquals(4_000_000, sizes.otherBytes());
        }
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    void sizesForPeopleHaveThreeDigits() {
        assertEquals("1023 B", Bytes.text(1023));
        assertEquals("1.00 KiB", Bytes.text(1024));
        assertEquals("10.0 KiB", Bytes.text(10_235));
        assertEquals("100 KiB", Bytes.text(102_390));
        assertEquals("1.00 MiB", Bytes.text((1 << 20) - 1));
        assertEquals("8192 PiB", Bytes.text(Long.MAX_VALUE));
    }
}
