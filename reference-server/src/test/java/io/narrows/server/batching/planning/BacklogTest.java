package io.narrows.server.batching.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.batching.planning.Simulation.Job;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether a request would be late; a forward takes 10 ms for each of its texts, the goal is 100 ms. */
class BacklogTest {
    private static final long MS = 1_000_000;
    private static final CostEstimate COST = new CostEstimate(100, 0, MS, 0, 0);
    private static final long GOAL_NS = 100 * MS;

    private final Backlog backlog = new Backlog(1);

    private static Job job(int texts) {
        int[] lengths = new int[texts];
        Arrays.fill(lengths, 10);
        return new Job(
                0, 0, 5, Pending.NO_DEADLINE, Forwards.inOrder(lengths, 1).work());
    }

    private double lateByMs(Job one, Job... waiting) {
        return backlog.lateByNs(one, List.of(waiting), 0, COST, GOAL_NS) / MS;
    }

    @Test
    void whatFitsIntoTheGoalIsLateByAllThatItTakesAndWaitsFor() {
        assertEquals(-90, lateByMs(job(1)));
        assertEquals(0, lateByMs(job(10)));
        // Others may overtake: what waits counts twice.
        assertEquals(-50, lateByMs(job(1), job(1), job(1)));
        assertEquals(10, lateByMs(job(1), job(5)));
    }

    @Test
    void whatTakesLongerThanTheGoalAloneIsLateByWhatItWaitsForOnly() {
        assertEquals(-100, lateByMs(job(200)));
        assertEquals(-60, lateByMs(job(200), job(1), job(1)));
        backlog.began(0, List.of(job(2)), 20 * MS, 0, COST);
        assertEquals(-60, lateByMs(job(200)));
        assertTrue(lateByMs(job(10)) > 0, "it could keep the goal on an idle server, and would not now");
        assertTrue(lateByMs(job(200), job(200)) > 0, "behind another such it would begin too late");
    }

    @Test
    void theTimeSinceTheArrivalCounts() {
        assertEquals(-40, backlog.lateByNs(job(1), List.of(), 50 * MS, COST, GOAL_NS) / MS);
        assertEquals(1, backlog.lateByNs(job(200), List.of(), 101 * MS, COST, GOAL_NS) / MS);
    }

    @Test
    void theErrorOfTheModelIsAllowedFor() {
        CostEstimate unsure = new CostEstimate(100, 0, MS, 0, 0.5);
        assertEquals(-85, backlog.lateByNs(job(1), List.of(), 0, unsure, GOAL_NS) / MS);
        assertEquals(-100, backlog.lateByNs(job(7), List.of(), 0, unsure, GOAL_NS) / MS, "it may take 105");
    }
}
