package io.narrows.server.batching.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ForwardsTest {
    private static final CostEstimate COST = new CostEstimate(100, 1_200_000, 45_000, 0, 0.05);

    private static List<List<Integer>> groups(Forwards forwards) {
        return forwards.groups().stream()
                .map(group -> Arrays.stream(group).boxed().toList())
                .toList();
    }

    @Test
    void inOrderFillsOneAfterTheOther() {
        Forwards forwards = Forwards.inOrder(new int[] {5, 3, 9, 4, 7}, 2);
        assertEquals(List.of(List.of(0, 1), List.of(2, 3), List.of(4)), groups(forwards));
        assertEquals(new Work(5, 9, 28, 3, 35, 2 * 25 + 2 * 81 + 49), forwards.work());
    }

    @Test
    void cheapestPutsLikeLengthsTogether() {
        Forwards forwards = Forwards.cheapest(new int[] {200, 5, 198, 6, 5}, 8, COST);
        assertEquals(List.of(List.of(1, 4, 3), List.of(2, 0)), groups(forwards));
        assertEquals(3 * 6 + 2 * 200, forwards.work().padded());
    }

    @Test
    void cheapestPadsWhereAForwardCostsMore() {
        assertEquals(
                1, Forwards.cheapest(new int[] {4, 9, 12, 6}, 8, COST).groups().size());
    }

    @Test
    void whileNothingIsKnownTextsStayInOrder() {
        Forwards forwards = Forwards.cheapest(new int[] {200, 5, 200, 5}, 8, CostEstimate.NONE);
        assertEquals(List.of(List.of(0, 1, 2, 3)), groups(forwards));
    }

    /** Against trying every way to cut the sorted lengths. */
    @Property(tries = 300)
    void noOtherCutIsCheaper(
            @ForAll @Size(min = 1, max = 9) List<@IntRange(min = 1, max = 256) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 5) int maxTexts) {
        int[] array = lengths.stream().mapToInt(Integer::intValue).toArray();
        Forwards forwards = Forwards.cheapest(array, maxTexts, COST);
        int[] all =
                forwards.groups().stream().flatMapToInt(Arrays::stream).sorted().toArray();
        for (int i = 0; i < all.length; i++) {
            assertEquals(i, all[i], "each text once");
        }
        assertEquals(array.length, all.length);
        int[] sorted = Arrays.stream(array).sorted().toArray();
        double least = Double.POSITIVE_INFINITY;
        for (int cuts = 0; cuts < 1 << (sorted.length - 1); cuts++) {
            least = Math.min(least, cost(sorted, cuts, maxTexts));
        }
        assertEquals(least, COST.ns(forwards.work()), 1e-6 * least);
    }

    private static double cost(int[] sorted, int cuts, int maxTexts) {
        double sum = 0;
        int from = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == sorted.length - 1 || (cuts >> i & 1) == 1) {
                if (i + 1 - from > maxTexts) {
                    return Double.POSITIVE_INFINITY;
                }
                sum += COST.ns(i + 1 - from, sorted[i]);
                from = i + 1;
            }
        }
        return sum;
    }
}
