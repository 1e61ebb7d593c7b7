package io.narrows.server.model.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.minilm.Assignment;
import io.narrows.server.model.minilm.Unit;
import io.narrows.server.model.search.SearchResult.Point;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On a network whose losses and times are known, so that the best assignment is too. */
class SensitivitySearchTest {

    /** Losses add up but for a part that every pair of int8 units adds; times add up. */
    private static class KnownNetwork implements Trials {
        private final double[] losses;
        private final double perPair;
        private final double checkedFactor;
        private final double heldOutFactor;

        private KnownNetwork(double[] losses, double perPair, double checkedFactor, double heldOutFactor) {
            this.losses = losses;
            this.perPair = perPair;
            this.checkedFactor = checkedFactor;
            this.heldOutFactor = heldOutFactor;
        }

        @Override
        public double agreement(Assignment assignment, Part part) {
            double loss = perPair * assignment.size() * (assignment.size() - 1) / 2;
            for (int unit = 0; unit < losses.length; unit++) {
                loss += assignment.int8(unit) ? losses[unit] : 0;
            }
            return 1
                    - loss
                            * switch (part) {
                                case CHOSEN_BY -> 1;
                                case CHECKED_BY -> checkedFactor;
                                case HELD_OUT -> heldOutFactor;
                            };
        }

        @Override
        public long[][] timesNs(List<Assignment> assignments, int rounds) {
            long[][] times = new long[assignments.size()][rounds];
            for (int i = 0; i < times.length; i++) {
                Arrays.fill(times[i], timeNs(assignments.get(i)));
            }
            return times;
        }

        static long timeNs(Assignment assignment) {
            long time = 10_000;
            for (int unit = 0; unit < Unit.list().size(); unit++) {
                time -= assignment.int8(unit)
                        ? 100L * (1 + Unit.list().get(unit).kind().ordinal())
                        : 0;
            }
            return time;
        }
    }

    private static double[] losses(double each) {
        double[] losses = new double[Unit.list().size()];
        Arrays.fill(losses, each);
        return losses;
    }

    @Test
    void whatEveryUnitMayBeIsInt8WhenThatKeepsTheAgreement() {
        SearchResult result =
                SensitivitySearch.run(new KnownNetwork(losses(1e-4), 0, 1, 1), 0.99, PrepareListener.SILENT);
        assertEquals(Assignment.ALL, result.chosen().assignment());
        assertEquals(
                10_000.0 / KnownNetwork.timeNs(Assignment.ALL),
                result.chosen().speed().ratio(),
                1e-9);
        assertEquals(1e-4, result.units().get(3).loss(), 1e-12);
        assertEquals(400, result.units().get(3).savedNs());
    }

    @Test
    void theUnitThatCostsMostForWhatItSavesStaysInFloats() {
        double[] losses = losses(2e-4);
        losses[6] = 8e-3;
        SearchResult result = SensitivitySearch.run(new KnownNetwork(losses, 0, 1, 1), 0.99, PrepareListener.SILENT);
        assertEquals(
                new Assignment(Assignment.ALL.bits() & ~(1 << 6)),
                result.chosen().assignment());
    }

    @Test
    void lossesThatDoNotAddUpAreSeenByTryingAssignments() {
        Trials network = new KnownNetwork(losses(1e-4), 1e-4, 1, 1);
        SearchResult result = SensitivitySearch.run(network, 0.99, PrepareListener.SILENT);
        Point chosen = result.chosen();
        assertTrue(chosen.agreement() >= 0.99, "agreement " + chosen.agreement());
        // One more unit of those that save least would be too many: the search stopped where it had to.
        assertEquals(
                13, chosen.assignment().size(), chosen.assignment().labels().toString());
        result.points()
                .forEach(point -> assertTrue(
                        !point.keeps(0.99)
                                || point.speed().ratio() <= chosen.speed().ratio(),
                        point.toString()));
    }

    @Test
    void theTextsThatNothingWasChosenByMustAgreeToo() {
        Trials network = new KnownNetwork(losses(4e-4), 0, 2, 1);
        SearchResult result = SensitivitySearch.run(network, 0.99, PrepareListener.SILENT);
        assertTrue(
                result.chosen().checked() >= 0.99, "checked " + result.chosen().checked());
        // 12 of the units that save most cost 12 x 8e-4 there; one more would be too many
        assertEquals(12, result.chosen().assignment().size());
    }

    @Test
    void theTextsThatAreHeldOutDecideNothing() {
        SearchResult seen =
                SensitivitySearch.run(new KnownNetwork(losses(4e-4), 0, 1, 1), 0.99, PrepareListener.SILENT);
        SearchResult unseen =
                SensitivitySearch.run(new KnownNetwork(losses(4e-4), 0, 1, 5), 0.99, PrepareListener.SILENT);
        assertEquals(seen.chosen().assignment(), unseen.chosen().assignment());
        assertTrue(unseen.chosen().heldOut() < 0.99, "it is told all the same: " + unseen.chosen());
    }

    /** What was predicted to be slower may be measured to be faster, and the points that are only shown count too. */
    @Test
    void theFastestAsMeasuredOfAllThatWereTriedIsChosen() {
        Trials network = new KnownNetwork(losses(1e-4), 0, 1, 1) {
            @Override
            public long[][] timesNs(List<Assignment> assignments, int rounds) {
                long[][] times = super.timesNs(assignments, rounds);
                for (int i = 0; i < times.length; i++) {
                    if (assignments.get(i).size() > 14) { // too many of them are in each other's way
                        Arrays.fill(times[i], 9_000 + assignments.get(i).size());
                    }
                }
                return times;
            }
        };
        SearchResult result = SensitivitySearch.run(network, 0.99, PrepareListener.SILENT);
        Point chosen = result.chosen();
        assertTrue(chosen.assignment().size() <= 14, chosen.toString());
        assertTrue(chosen.assignment().size() > 0, chosen.toString());
        result.points()
                .forEach(point -> assertTrue(
                        point.speed().ratio() <= chosen.speed().ratio(), point + " is faster than " + chosen));
    }

    @Test
    void allFloatsAreLeftWhenNoUnitMayBeInt8() {
        SearchResult result =
                SensitivitySearch.run(new KnownNetwork(losses(0.5), 0, 1, 1), 0.99, PrepareListener.SILENT);
        assertEquals(Assignment.NONE, result.chosen().assignment());
        assertEquals(1, result.chosen().agreement());
    }

    @Test
    void anIntervalIsMadeOfRoundsAndHoldsTheMedian() {
        long[] floats = new long[41];
        long[] faster = new long[41];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = 1_000L * (i + 100);
            faster[i] = 1_000L * 100;
        }
        Speed speed = Speed.of(floats, faster);
        assertEquals(1.2, speed.ratio(), 1e-12);
        // Ranks 20.5 - 6.3 and 20.5 + 6.3 of the ratios 1.00, 1.01, ...
        assertEquals(1.14, speed.lo(), 1e-12);
        assertEquals(1.27, speed.hi(), 1e-12);
    }
}
