package io.narrows.server.batching.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.narrows.server.batching.planning.BatchCut.End;
import io.narrows.server.batching.planning.BatchCut.Lead;
import io.narrows.server.batching.planning.Simulation.Job;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Single decisions; times in ms. */
class PlannerTest {
    private static final long MS = 1_000_000;
    private static final CostEstimate PROCESSOR = new CostEstimate(100, 1.2 * MS, 0.045 * MS, 0, 0.05);
    private static final CostEstimate CARD = new CostEstimate(100, 4 * MS, 400, 0, 0.05);

    private final List<Job> waiting = new ArrayList<>();
    private long nowMs = 100;
    private int idle = 1;
    private boolean agedLast;
    private double gapMs = 1_000;
    private CostEstimate cost = PROCESSOR;

    private Job job(long queuedMs, int priority, long deadlineMs, int... lengths) {
        Work work = lengths.length == 1
                ? Work.together(1, lengths[0], lengths[0])
                : Forwards.cheapest(lengths, 8, cost).work();
        Job job = new Job(
                waiting.size(), queuedMs * MS, priority, deadlineMs == 0 ? Pending.NO_DEADLINE : deadlineMs * MS, work);
        waiting.add(job);
        return job;
    }

    private Job text(long queuedMs, int length) {
        return job(queuedMs, 5, 0, length);
    }

    private Plan<Job> plan(BatchRules rules) {
        return rules.<Job>planner()
                .plan(new View<>(List.copyOf(waiting), nowMs * MS, idle, gapMs * MS, agedLast, cost));
    }

    private static BatchRules fixed(int maxTexts, long delayMs) {
        return new BatchRules(BatchingMode.FIXED, maxTexts, delayMs * MS, 1_000 * MS);
    }

    private static BatchRules adaptive(long goalMs) {
        return new BatchRules(BatchingMode.ADAPTIVE, 8, 0, goalMs * MS);
    }

    private static final BatchRules OFF = new BatchRules(BatchingMode.OFF, 8, 0, 1_000 * MS);

    private void assertCut(Plan<Job> plan, Lead lead, End end, Job... members) {
        assertEquals(new BatchCut<>(List.of(members), lead, end), plan);
    }

    @Test
    void offServesOneAfterTheOther() {
        Job first = text(90, 10);
        assertCut(plan(OFF), Lead.ORDER, End.EMPTY, first);
        text(91, 10);
        assertCut(plan(OFF), Lead.ORDER, End.OFF, first);
    }

    @Test
    void fixedTakesWhatIsThereInOrderUpToTheSize() {
        Job one = text(90, 10);
        Job two = text(91, 200);
        assertCut(plan(fixed(3, 0)), Lead.ORDER, End.EMPTY, one, two);
        Job wide = job(92, 5, 0, 10, 10);
        text(93, 10);
        assertCut(plan(fixed(3, 0)), Lead.ORDER, End.FULL, one, two);
        assertCut(plan(fixed(4, 0)), Lead.ORDER, End.FULL, one, two, wide);
    }

    @Test
    void fixedWaitsUntilTheFirstHasWaitedForTheDelay() {
        Job one = text(90, 10);
        Job two = text(97, 10);
        assertEquals(new Pause<Job>(110 * MS), plan(fixed(3, 20)));
        nowMs = 110;
        assertCut(plan(fixed(3, 20)), Lead.ORDER, End.DELAY, one, two);
        assertCut(plan(fixed(2, 20)), Lead.ORDER, End.FULL, one, two);
    }

    @Test
    void fixedServesAHigherPriorityFirst() {
        Job low = job(90, 9, 0, 10);
        Job high = job(95, 1, 0, 10);
        assertCut(plan(fixed(1, 0)), Lead.ORDER, End.FULL, high);
        assertCut(plan(fixed(2, 0)), Lead.ORDER, End.FULL, high, low);
    }

    @Test
    void whoeverWaitedTooLongLeadsButEverySecondBatchOnlyBeforeAHigherPriority() {
        Job low = job(90, 9, 0, 10);
        Job high = job(700, 1, 0, 10);
        nowMs = 700;
        for (BatchRules rules : List.of(OFF, adaptive(1_000))) {
            agedLast = false;
            assertEquals(List.of(low), ((BatchCut<Job>) plan(rules)).members());
            agedLast = true;
            assertEquals(List.of(high), ((BatchCut<Job>) plan(rules)).members());
        }
    }

    @Test
    void adaptivePutsLikeLengthsTogetherAndShortOnesFirst() {
        Job longOne = text(99, 200);
        Job shortOne = text(99, 6);
        Job other = text(99, 8);
        text(99, 210);
        assertCut(plan(adaptive(1_000)), Lead.SOONEST, End.COST, shortOne, other);
        waiting.remove(shortOne);
        waiting.remove(other);
        assertCut(plan(adaptive(1_000)), Lead.SOONEST, End.COST, longOne);
    }

    @Test
    void adaptiveAloneServesAtOnce() {
        Job only = text(100, 50);
        assertCut(plan(adaptive(1_000)), Lead.SOONEST, End.EMPTY, only);
    }

    @Test
    void adaptiveJoinsWhatItWouldNotForTwoAloneWhereManyWait() {
        Job one = text(100, 40);
        Job two = text(100, 40);
        // Alone: 1.8 ms later for the first, 1.2 sooner for the second.
        assertCut(plan(adaptive(1_000)), Lead.SOONEST, End.COST, one);
        text(100, 200);
        text(100, 200);
        // Three now gain these 1.2 ms.
        assertCut(plan(adaptive(1_000)), Lead.SOONEST, End.COST, one, two);
    }

    @Test
    void equalLengthsLeaveInOrder() {
        Job three = text(98, 10);
        Job one = text(90, 10);
        Job two = text(95, 10);
        assertCut(plan(new BatchRules(BatchingMode.ADAPTIVE, 2, 0, 1_000 * MS)), Lead.SOONEST, End.FULL, one, two);
        assertEquals(98 * MS, three.queuedNs());
    }

    @Test
    void aDeadlineLeadsThatWouldBeMissedBehindOthers() {
        for (int i = 0; i < 6; i++) {
            text(95, 6);
        }
        Job urgent = job(99, 5, 111, 200);
        assertCut(plan(adaptive(1_000)), Lead.DEADLINE, End.COST, urgent);
    }

    @Test
    void aDeadlineThatCannotBeKeptIsNoReason() {
        Job shortOne = text(95, 6);
        job(99, 5, 101, 200);
        assertCut(plan(adaptive(1_000)), Lead.SOONEST, End.COST, shortOne);
    }

    @Test
    void nobodyJoinsWhoMakesAMemberLate() {
        Job urgent = job(99, 5, 103, 20);
        for (int i = 0; i < 4; i++) {
            text(99, 20);
        }
        // Two of 20 tokens take 3 ms, until 103; three 3.9.
        BatchCut<Job> cut = (BatchCut<Job>) plan(adaptive(1_000));
        assertEquals(End.GOAL, cut.end());
        assertEquals(2, cut.members().size());
        assertEquals(urgent, cut.members().get(0));
    }

    @Test
    void aRequestOfManyUnlikeTextsIsABatchOfItsOwn() {
        Job ragged = job(99, 5, 0, 4, 200, 5, 198);
        assertEquals(2, ragged.work().forwards());
        assertCut(plan(adaptive(1_000)), Lead.SOONEST, End.EMPTY, ragged);
        Job single = text(99, 6);
        assertCut(plan(adaptive(1_000)), Lead.SOONEST, End.ALONE, single);
    }

    @Test
    void aTextIsNotShutOutByARequestOfManyForwardsAndTheSameLength() {
        int[] pages = new int[40];
        Arrays.fill(pages, 256);
        Job many = job(90, 5, 0, pages);
        assertFalse(many.work().shares());
        Job single = text(99, 256);
        assertCut(plan(adaptive(1_000)), Lead.SOONEST, End.ALONE, single);
    }

    @Test
    void anotherPriorityIsNotPutIn() {
        Job high = job(99, 1, 0, 10);
        job(99, 5, 0, 10);
        assertCut(plan(adaptive(1_000)), Lead.SOONEST, End.PRIORITY, high);
    }

    @Test
    void waitingPaysOnlyWhereAForwardIsSeveralGapsLongAndNotForLong() {
        Job one = text(100, 20);
        gapMs = 0.5;
        assertCut(plan(adaptive(1_000)), Lead.SOONEST, End.EMPTY, one);
        cost = CARD;
        Pause<Job> pause = (Pause<Job>) plan(adaptive(1_000));
        assertEquals(104 * MS, pause.untilNs(), 0.1 * MS, "as long as joining saves");
        idle = 2;
        assertCut(plan(adaptive(1_000)), Lead.SOONEST, End.EMPTY, one);
        idle = 1;
        nowMs = 105;
        assertCut(plan(adaptive(1_000)), Lead.SOONEST, End.EMPTY, one);
        nowMs = 100;
        gapMs = 5;
        assertCut(plan(adaptive(1_000)), Lead.SOONEST, End.EMPTY, one);
    }

    @Test
    void whileNothingIsKnownAdaptiveServesOneByOneInOrder() {
        cost = CostEstimate.NONE;
        Job first = text(90, 200);
        text(91, 4);
        assertCut(plan(adaptive(1_000)), Lead.ORDER, End.OFF, first);
    }
}
