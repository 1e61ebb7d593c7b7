package io.narrows.server.golden;

import io.narrows.golden.GoldenSample;
import io.narrows.golden.GoldenSet;
import io.narrows.golden.GoldenTensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which samples of a set to ask where not all are. Stateless. */
final class SampleChoice {
    /** One of so many samples, the longest, is left out: they take most of the time of all. */
    private static final int LONGEST_ONE_OF = 16;

    private SampleChoice() {}

    /**
     * Ids of some samples, spread evenly over the lengths of their texts, in the order of the set; empty for all of them.
     *
     * @param number how many; 0 or more than there are for all
     */
    static List<String> some(GoldenSet set, int number) {
        List<GoldenSample> all = set.samples();
        if (number == 0 || number >= all.size()) {
            return List.of();
        }
        List<GoldenSample> byLength = new ArrayList<>(all);
        byLength.sort(Comparator.comparingInt(SampleChoice::length));
        int candidates = Math.max(number, all.size() - all.size() / LONGEST_ONE_OF);
        List<GoldenSample> chosen = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            chosen.add(byLength.get(i * candidates / number));
        }
        chosen.sort(Comparator.comparingInt(all::indexOf));
        return chosen.stream().map(GoldenSample::id).toList();
    }

    private static int length(GoldenSample sample) {
        int length = 0;
        for (GoldenTensor input : sample.inputs()) {
            if (input instanceof GoldenTensor.Texts texts) {
                length += texts.values().stream().mapToInt(String::length).sum();
            }
        }
        return length;
    }
}
