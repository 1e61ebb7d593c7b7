package io.narrows.data.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
    private static final int[] COUNTS = {30, 0, 7, 500, 1};

    private static List<String> all(EpochOrder order) {
        List<String> samples = new ArrayList<>();
        for (long position = 0; position < order.samples(); position++) {
            samples.add(order.shard(position) + ":" + order.index(position));
        }
        return samples;
    }

    @Property(tries = 200)
    void everySampleHasOnePosition(
            @ForAll @Size(max = 6) List<@IntRange(max = 90) Integer> counts,
            @ForAll @IntRange(max = 60) int block,
            @ForAll long seed,
            @ForAll @IntRange(max = 5) int epoch) {
        int[] samples = counts.stream().mapToInt(Integer::intValue).toArray();
        Shuffle shuffle = block == 0 ? Shuffle.none() : block == 1 ? Shuffle.shards() : Shuffle.blocks(block);
        List<String> order = all(EpochOrder.of(samples, shuffle, seed, epoch));
        Set<String> expected = new HashSet<>();
        for (int shard = 0; shard < samples.length; shard++) {
            for (int index = 0; index < samples[shard]; index++) {
                expected.add(shard + ":" + index);
            }
        }
        assertEquals(expected.size(), order.size());
        assertEquals(expected, new HashSet<>(order));
    }

    @Test
    void slicesSayTheSameAsPositions() {
        EpochOrder order = EpochOrder.of(COUNTS, Shuffle.shards(), 3, 0);
        for (long position = 0; position < order.samples(); ) {
            EpochOrder.Slice slice = order.slice(position, order.samples());
            for (int i = 0; i < slice.samples(); i++, position++) {
                assertEquals(slice.shard(), order.shard(position));
                assertEquals(slice.from() + i, order.index(position));
            }
        }
    }

    @Test
    void unshuffledIsAsGiven() {
        List<String> order = all(EpochOrder.of(new int[] {2, 1}, Shuffle.none(), 5, 9));
        assertEquals(List.of("0:0", "0:1", "1:0"), order);
    }

    /** Whoever resumes an epoch next year needs the same order: these were written down when the order was made. */
    @Test
    void orderStaysWhatItWas() {
        assertEquals(
                List.of("0:0", "0:1", "0:2", "2:0", "1:0", "1:1"),
                all(EpochOrder.of(new int[] {3, 2, 1}, Shuffle.shards(), 7, 1)));
        assertEquals(
                List.of("0:1", "1:1", "2:0", "0:2", "1:0", "0:0"),
                all(EpochOrder.of(new int[] {3, 2, 1}, Shuffle.blocks(4), 7, 1)));
    }

    @Test
    void anotherSeedOrEpochIsAnotherOrder() {
        List<String> order = all(EpochOrder.of(COUNTS, Shuffle.blocks(100), 7, 1));
        assertEquals(order, all(EpochOrder.of(COUNTS, Shuffle.blocks(100), 7, 1)));
        assertNotEquals(order, all(EpochOrder.of(COUNTS, Shuffle.blocks(100), 7, 2)));
        assertNotEquals(order, all(EpochOrder.of(COUNTS, Shuffle.blocks(100), 8, 1)));
    }

    /** In the first window there are samples of about 16 places of the data set, none of them where it was. */
    @Test
    void blocksMixTheWholeDataSet() {
        EpochOrder order = EpochOrder.of(new int[] {10_000, 10_000, 10_000, 10_000}, Shuffle.blocks(1600), 1, 0);
        Set<String> places = new HashSet<>();
        for (long position = 0; position < 1600; position++) {
            places.add(order.shard(position) + ":" + order.index(position) / 100);
        }
        assertTrue(places.size() >= 14 && places.size() <= 20, places.toString());
        assertEquals(1600, order.windowSamples());
    }

    @Test
    void refusesPositionsThatAreNotThere() {
        EpochOrder order = EpochOrder.of(COUNTS, Shuffle.none(), 0, 0);
        IndexOutOfBoundsException e = assertThrows(IndexOutOfBoundsException.class, () -> order.shard(538));
        assertEquals("position 538 of an epoch of 538", e.getMessage());
    }

    @Test
    void shuffleIsReadAsItIsWritten() {
        for (Shuffle shuffle :
                List.of(Shuffle.none(), Shuffle.shards(), Shuffle.blocks(1000), Shuffle.blocks(Integer.MAX_VALUE))) {
            assertEquals(shuffle, Shuffle.parse(shuffle.toString()));
        }
        assertThrows(IllegalArgumentException.class, () -> Shuffle.parse("blocks:"));
        assertThrows(IllegalArgumentException.class, () -> Shuffle.parse("blocks:2147483648"));
        assertThrows(IllegalArgumentException.class, () -> Shuffle.blocks(1));
    }

    @Test
    void hashTellsMissingAndRepeatedSamples() {
        DeliveredHash all = DeliveredHash.ofAll(new int[] {3, 2});
        DeliveredHash backwards = DeliveredHash.NONE;
        for (String sample : List.of("1:1", "1:0", "0:2", "0:1", "0:0")) {
            backwards = backwards.plus(
                    new DeliveredHash(1, DeliveredHash.of(sample.charAt(0) - '0', sample.charAt(2) - '0')));
        }
        assertEquals(all, backwards);
        DeliveredHash twice = new DeliveredHash(5, all.sum() - DeliveredHash.of(0, 0) + DeliveredHash.of(0, 1));
        assertNotEquals(all, twice);
    }
}
