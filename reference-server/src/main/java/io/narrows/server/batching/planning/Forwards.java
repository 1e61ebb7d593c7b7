package io.narrows.server.batching.planning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** How texts that come together are cut into forwards. Immutable; the arrays must not be changed. */
public final class Forwards {
    /*
     * The cheapest cut lies along the order of length: of two forwards, exchanging texts so that one has the longer ones
     * never makes padding larger. So cheapest(k) = min over j < k of cheapest(j) + cost of the texts j to k, in ascending
     * order of length: as in J. Fang et al., "TurboTransformers", PPoPP 2021, algorithm 2.
     */
    private final List<int[]> groups;
    private final Work work;

    private Forwards(List<int[]> groups, int[] lengths) {
        this.groups = groups;
        int longest = 0;
        long tokens = 0;
        for (int length : lengths) {
            longest = Math.max(longest, length);
            tokens += length;
        }
        long padded = 0;
        long squares = 0;
        for (int[] group : groups) {
            long to = 0;
            for (int text : group) {
                to = Math.max(to, lengths[text]);
            }
            padded += to * group.length;
            squares += to * to * group.length;
        }
        work = new Work(lengths.length, longest, tokens, groups.size(), padded, squares);
    }

    /**
     * In the order in which they are, as many in one as it may have.
     *
     * @param lengths tokens of each text
     * @param maxTexts most texts in one forward
     */
    public static Forwards inOrder(int[] lengths, int maxTexts) {
        if (lengths.length == 1) {
            return new Forwards(List.of(new int[] {0}), lengths);
        }
        List<int[]> groups = new ArrayList<>();
        for (int from = 0; from < lengths.length; from += maxTexts) {
            groups.add(IntStream.range(from, Math.min(lengths.length, from + maxTexts))
                    .toArray());
        }
        return new Forwards(groups, lengths);
    }

    /**
     * Like lengths together, at the least cost.
     *
     * @param lengths tokens of each text
     * @param maxTexts most texts in one forward
     * @param cost what a forward takes; while that is not known, they are cut in order
     */
    public static Forwards cheapest(int[] lengths, int maxTexts, CostEstimate cost) {
        if (lengths.length == 1 || !cost.known()) {
            return inOrder(lengths, maxTexts);
        }
        int[] order = IntStream.range(0, lengths.length)
                .boxed()
                .sorted(Comparator.comparingInt(text -> lengths[text]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] least = new double[lengths.length + 1];
        int[] before = new int[lengths.length + 1];
        for (int k = 1; k <= lengths.length; k++) {
            least[k] = Double.POSITIVE_INFINITY;
            int longest = lengths[order[k - 1]];
            for (int j = k - 1; j >= Math.max(0, k - maxTexts); j--) {
                double sum = least[j] + cost.ns(k - j, longest);
                if (sum < least[k]) {
                    least[k] = sum;
                    before[k] = j;
                }
            }
        }
        List<int[]> groups = new ArrayList<>();
        for (int k = lengths.length; k > 0; k = before[k]) {
            groups.add(0, java.util.Arrays.copyOfRange(order, before[k], k));
        }
        return new Forwards(groups, lengths);
    }

    /** Of each forward the numbers of its texts. */
    public List<int[]> groups() {
        return groups;
    }

    /** What they ask of the model. */
    public Work work() {
        return work;
    }
}
