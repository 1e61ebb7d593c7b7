package io.narrows.server.batching.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.batching.planning.Simulation.Job;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether a request would be late; a forward takes 10 ms for each of its texts, the goal is 100 ms. */
class BacklogTest {
    private static final long MS = 1_000_000;
    private static final CostEstimate COST = new CostEstimate(100, 0, MS, 0, 0);
    private static final CostEstimate UNSURE = new CostEstimate(100, 0, MS, 0, 0.5);
    private static final long GOAL_NS = 100 * MS;

    private final Backlog backlog = new Backlog(1, GOAL_NS);

    /** A request of some texts, each a forward of its own. */
    private static Job job(int texts) {
        int[] lengths = new int[texts];
        Arrays.fill(lengths, 10);
        return new Job(
                0, 0, 5, Pending.NO_DEADLINE, Forwards.inOrder(lengths, 1).work());
    }

    /** A request of one text that takes so long. */
    private static Job text(int ms) {
        return new Job(0, 0, 5, Pending.NO_DEADLINE, Work.together(1, ms, ms));
    }

    private double lateByMs(Job one, Job... waiting) {
        return backlog.lateByNs(one, List.of(waiting), 0, COST) / MS;
    }

    private void ran(long tookMs, Job... members) {
        backlog.began(0, List.of(members), 0, 0, COST);
        backlog.ended(0, tookMs * MS);
    }

    @Test
    void whatFitsIntoTheGoalIsLateByAllThatItTakesAndWaitsFor() {
        assertEquals(-90, lateByMs(job(1)));
        assertEquals(0, lateByMs(job(10)));
        assertEquals(-70, lateByMs(job(1), job(1), job(1)));
        assertEquals(-40, lateByMs(job(1), job(5)));
        assertEquals(10, lateByMs(job(5), job(6)));
    }

    @Test
    void whatTakesLongerThanTheGoalAloneIsLateByWhatItWaitsForOnly() {
        assertEquals(-100, lateByMs(job(200)));
        assertEquals(-80, lateByMs(job(200), job(1), job(1)));
        backlog.began(0, List.of(job(2)), 20 * MS, 0, COST);
        assertEquals(-80, lateByMs(job(200)));
        assertTrue(lateByMs(job(9)) > 0, "it could keep the goal on an idle server, and would not now");
        assertTrue(lateByMs(job(200), job(200)) > 0, "behind another such it would begin too late");
    }

    @Test
    void whatRunsCannotBeOvertakenAndCountsOnce() {
        backlog.began(0, List.of(job(4)), 40 * MS, 0, COST);
        assertEquals(-50, lateByMs(job(1)));
        assertEquals(-50, backlog.lateByNs(job(1), List.of(), 30 * MS, COST) / MS, "10 ms are left of it");
        assertEquals(-20, backlog.lateByNs(job(1), List.of(job(3)), 0, COST) / MS);
    }

    @Test
    void theTimeSinceTheArrivalCounts() {
        assertEquals(-40, backlog.lateByNs(job(1), List.of(), 50 * MS, COST) / MS);
        assertEquals(1, backlog.lateByNs(job(200), List.of(), 101 * MS, COST) / MS);
    }

    @Test
    void errorsOfTheModelAreIndependentOfEachOther() {
        assertEquals(-85, backlog.lateByNs(text(10), List.of(), 0, UNSURE) / MS);
        List<Job> nine = Collections.nCopies(3, text(10));
        assertEquals(
                -50, backlog.lateByNs(text(10), nine, 0, UNSURE) / MS, "40 ms, and 0.5 x the root of 4 x 10 squared");
        assertEquals(-50, backlog.lateByNs(job(4), List.of(), 0, UNSURE) / MS, "so for the forwards of one request");
        assertEquals(-100, backlog.lateByNs(job(9), List.of(), 0, UNSURE) / MS, "it may take 105, above the goal");
    }

    @Test
    void aBatchThatWasHeldUpOrOfOtherSizeSaysLittleOfTheNext() {
        ran(20_000, job(2_000));
        assertEquals(-90, lateByMs(job(1)), "after a request of 2,000 texts");
        ran(2_000, text(10));
        assertEquals(-80, lateByMs(text(10)), "at most twice what it takes alone, where the machine stood still");
        ran(150, text(150));
        assertEquals(-80, lateByMs(text(10)), "what could not keep the goal is not usual either");
    }

    @Test
    void batchesTeachWhatPartOfTheirMembersTimeTheyTake() {
        for (int i = 0; i < 300; i++) {
            ran(20, text(10), text(10), text(10), text(10));
        }
        assertEquals(
                -60, lateByMs(text(10), text(10), text(10), text(10), text(10)), 0.01, "20 wait for, 20 in its own");
        assertEquals(-40, lateByMs(text(10), job(4)), 0.01, "what shares with nobody takes what it takes");
        assertEquals(20, backlog.ns(Collections.nCopies(4, text(10)), 0, COST) / MS, 0.01);
    }

    @Test
    void aLongOneIsOvertakenAndAShortOneOvertakes() {
        Job[] waiting = {text(20), text(20)};
        assertEquals(-40, lateByMs(text(20), waiting), "nothing is known yet");
        for (int i = 0; i < 300; i++) {
            backlog.came(text(20), i * 1_000L * MS, COST);
        }
        assertEquals(-40, lateByMs(text(20), waiting), 0.01, "all are alike");
        assertEquals(-79, lateByMs(text(5), waiting), 0.01, "40 % of what waits goes before it");
        assertEquals(-10, lateByMs(text(30), text(20), text(30)), 0.01, "1.2 times of what waits goes before it");
    }

    @Test
    void underOverloadTheWorstCountsAndSoonAfterItNoMore() {
        for (int i = 0; i < 300; i++) {
            backlog.came(text(10), i * 100L * MS, COST);
        }
        Job[] waiting = {text(10), text(10)};
        assertEquals(-70, lateByMs(text(10), waiting), 0.01, "a tenth of what can be done");
        long now = 300 * 100L * MS;
        for (int i = 0; i < 300; i++) {
            backlog.came(text(10), now, COST);
        }
        assertEquals(-45, lateByMs(text(10), waiting), 0.01, "2.25 times what waits");
        backlog.came(text(10), now + 60 * MS, COST);
        assertEquals(-70 + 0.5 * 1.25 * 20, lateByMs(text(10), waiting), 0.01, "100 ms of work more than can be done");
        backlog.came(text(10), now + 130 * MS, COST);
        assertEquals(-70, lateByMs(text(10), waiting), 0.01, "less than half the goal");
    }
}
