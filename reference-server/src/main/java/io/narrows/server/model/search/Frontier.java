package io.narrows.server.model.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Choices of units that no other choice beats in both loss and time saved, were both to add up over units. Stateless. */
final class Frontier {
    /*
     * A knapsack of which all sizes are wanted. Units are added one at a time: every choice so far, with and without the new
     * unit; of these only the ones stay that no other beats. Exact.
     * Source: G. L. Nemhauser and Z. Ullmann, Discrete Dynamic Programming and Capital Allocation, 1969.
     */
    private Frontier() {}

    /**
     * One choice.
     *
     * @param bits bit i is set where unit i is chosen
     * @param loss sum of the losses of its units
     * @param saved sum of what its units save
     */
    record Choice(int bits, double loss, long saved) {}

    /**
     * The choices, from no unit to all that save anything: loss and saved time both rise.
     *
     * @param losses what each unit costs; below zero counts as nothing
     * @param saved what each unit saves; one that saves nothing is never chosen
     */
    static List<Choice> of(double[] losses, long[] saved) {
        if (losses.length != saved.length || losses.length > Integer.SIZE - 1) {
            throw new IllegalArgumentException(
                    losses.length + " losses and " + saved.length + " times, must be as many, at most 31");
        }
        List<Choice> choices = List.of(new Choice(0, 0, 0));
        for (int unit = 0; unit < losses.length; unit++) {
            if (saved[unit] <= 0) {
                continue;
            }
            List<Choice> both = new ArrayList<>(choices);
            for (Choice choice : choices) {
                both.add(new Choice(
                        choice.bits() | 1 << unit,
                        choice.loss() + Math.max(0, losses[unit]),
                        choice.saved() + saved[unit]));
            }
            choices = unbeaten(both);
        }
        return choices;
    }

    private static List<Choice> unbeaten(List<Choice> all) {
        List<Choice> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingDouble(Choice::loss)
                .thenComparing(Comparator.comparingLong(Choice::saved).reversed()));
        List<Choice> kept = new ArrayList<>();
        for (Choice choice : sorted) {
            if (kept.isEmpty() || choice.saved() > kept.get(kept.size() - 1).saved()) {
                kept.add(choice);
            }
        }
        return kept;
    }
}
