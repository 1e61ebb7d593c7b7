package io.narrows.analysis.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrderTest {

    @Test
    void sortsAsAStableComparisonSortDoes() {
        SplittableRandom random = new SplittableRandom(1);
        long[][] cases = {
            {},
            {5},
            {7, 7, 7},
            {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1, 1},
            random.longs(5_000).toArray(),
            random.longs(5_000, -300, 300).toArray()
        };
        for (long[] keys : cases) {
            int[] expected = IntStream.range(0, keys.length)
                    .boxed()
                    .sorted(Comparator.comparingLong(i -> keys[i]))
                    .mapToInt(i -> i)
                    .toArray();

            assertArrayEquals(expected, Order.ascending(keys));
            assertArrayEquals(IntStream.of(expected).mapToLong(i -> keys[i]).toArray(), Order.sorted(keys));
        }
    }
}
