package io.narrows.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks all detectors and ranks what they found. Stateless. */
final class Findings {

    /*
     * First what questions the run itself (failures, loss), then what promises a gain, then notes.
     *
     * A gain below FLOOR is not told. A change that promises less than a tenth could not be told from the difference between two
     * runs of the same service, so nobody could say afterwards whether it had helped.
     *
     * Several findings may be about one cause: padding makes the forward long, a long forward makes the queue long. Those that are
     * told more generally stand behind the one that names the cause, and a cause is ranked by the most that it explains, as long
     * as it promises at least PART of that itself: a little padding does not explain a long queue.
     */

    /** Least gain that is worth telling, in percent. */
    static final double FLOOR = 10;

    private static final double PART = 0.5;

    private Findings() {}

    static List<Finding> rank(Evidence evidence) {
        List<Draft> drafts = new ArrayList<>();
        for (Detector detector : Detectors.ALL) {
            detector.look(evidence, draft -> {
                if (draft.urgency() != Draft.Urgency.GAIN || promised(draft) <= -FLOOR) {
                    drafts.add(draft);
                }
            });
        }
        List<Group> groups = groups(drafts);
        groups.sort(Comparator.comparing(Group::urgency)
                .thenComparing(group -> !group.meets(evidence.goal()))
                .thenComparingDouble(Group::change));
        List<Finding> ranked = new ArrayList<>();
        for (Group group : groups) {
            for (Draft draft : group.inOrder()) {
                ranked.add(ranked(draft, ranked.size() + 1, group, evidence.goal()));
            }
        }
        return ranked;
    }

    /** The end of the interval that promises less, or the value where there is no interval. */
    private static double promised(Draft draft) {
        Finding.Prediction predicted = draft.finding().predicted();
        return predicted == null ? 0 : predicted.atWorst();
    }

    /** A finding with those that it explains. */
    private record Group(Draft cause, List<Draft> explained) {

        Draft.Urgency urgency() {
            return cause.urgency();
        }

        double change() {
            return explained.stream().mapToDouble(Draft::change).reduce(cause.change(), Math::min);
        }

        boolean meets(@Nullable Goal goal) {
            return goal != null && Boolean.TRUE.equals(meetsGoal(cause.finding().predicted(), goal));
        }

        List<Draft> inOrder() {
            List<Draft> all = new ArrayList<>(List.of(cause));
            explained.stream().sorted(Comparator.comparingDouble(Draft::change)).forEach(all::add);
            return all;
        }
    }

    private static List<Group> groups(List<Draft> drafts) {
        List<Group> groups = new ArrayList<>();
        List<Draft> left = new ArrayList<>(drafts);
        left.sort(Comparator.comparingDouble(Draft::change)); // the strongest cause takes what it explains first
        while (!left.isEmpty()) {
            Draft cause = left.stream()
                    .filter(draft -> left.stream().noneMatch(other -> explains(other, draft)))
                    .findFirst()
                    .orElse(left.get(0));
            left.remove(cause);
            List<Draft> explained =
                    left.stream().filter(draft -> explains(cause, draft)).toList();
            left.removeAll(explained);
            groups.add(new Group(cause, explained));
        }
        return groups;
    }

    private static boolean explains(Draft cause, Draft other) {
        return cause.tellsCauseOf(other) && cause.change() <= PART * other.change();
    }

    private static Finding ranked(Draft draft, int rank, Group group, @Nullable Goal goal) {
        Finding f = draft.finding();
        String evidence = draft.equals(group.cause())
                ? f.evidence()
                : f.evidence() + "; explained by " + group.cause().finding().id();
        return new Finding(
                rank,
                f.id(),
                f.segment(),
                f.stage(),
                f.title(),
                evidence,
                f.suggestion(),
                f.predicted(),
                goal == null ? null : meetsGoal(f.predicted(), goal));
    }

    private static @Nullable Boolean meetsGoal(Finding.@Nullable Prediction predicted, Goal goal) {
        Double before = predicted == null ? null : predicted.before();
        if (predicted == null
                || before == null
                || !predicted.metric().equals(goal.metric().path())
                || goal.metBy(before)) {
            return null;
        }
        return goal.metBy(before * (1 + predicted.changePercent() / 100));
    }
}
