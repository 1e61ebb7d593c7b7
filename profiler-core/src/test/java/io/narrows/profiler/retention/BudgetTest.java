package io.narrows.profiler.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.BudgetStep;
import io.narrows.log.BudgetStep.Level;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final double BUDGET = 0.01;

    private long second;

    @Test
    void theFirstSecondsAndASecondAloneAreNoReason() {
        Budget budget = new Budget(BUDGET, 1);
        assertEquals(List.of(), seconds(budget, Budget.WARM_UP_SECONDS, 0.5));
        for (int i = 0; i < 10; i++) {
            assertEquals(List.of(), seconds(budget, 1, 0.5));
            assertEquals(List.of(), seconds(budget, 1, 0.009));
        }
    }

    @Test
    void itDoublesThenStopsAtHistogramsThenComesBack() {
        Budget budget = warm(256);
        List<BudgetStep> up = seconds(budget, 60, 0.5);
        assertEquals(
                List.of(512, 1024, 1024), up.stream().map(BudgetStep::oneIn).toList());
        assertEquals(
                List.of(Level.SAMPLED, Level.SAMPLED, Level.HISTOGRAMS),
                up.stream().map(BudgetStep::level).toList());
        assertEquals(BUDGET, up.get(0).budget());
        assertEquals(0.5, up.get(0).share());
        List<BudgetStep> down = seconds(budget, 60, 0.001);
        assertEquals(
                List.of(1024, 512, 256), down.stream().map(BudgetStep::oneIn).toList());
        assertEquals(
                List.of(Level.SAMPLED, Level.SAMPLED, Level.FULL),
                down.stream().map(BudgetStep::level).toList());
        assertEquals(Level.FULL, budget.level());
    }

    @Test
    void betweenHalfAndWholeItStaysWhereItIs() {
        Budget budget = warm(1);
        seconds(budget, Budget.OVER_SECONDS, 0.02);
        assertEquals(2, budget.oneIn());
        assertEquals(List.of(), seconds(budget, 100, 0.007));
    }

    @Test
    void whatTheTracesDoNotCostDoesNotKeepThemAway() {
        Budget budget = warm(1);
        seconds(budget, Budget.OVER_SECONDS, 0.02);
        for (int i = 1; i < Budget.UNDER_SECONDS; i++) {
            assertNull(budget.second(second++, 0.008, 0.001, 0.001));
        }
        assertEquals(1, budget.second(second++, 0.008, 0.001, 0.001).oneIn());
    }

    @Test
    void whatWouldSaveNothingIsNotDone() {
        Budget budget = warm(1);
        for (int i = 0; i < 10; i++) {
            assertNull(budget.second(second++, 0.5, 0.01, 0.0009));
        }
        assertNull(budget.second(second++, 0.5, 0.01, 0.001));
        assertEquals(2, budget.second(second++, 0.5, 0.01, 0.001).oneIn());
    }

    @Test
    void aCostThatHalvesWithEachStepDoesNotSwing() {
        Budget budget = warm(1);
        List<BudgetStep> steps = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            // 0.2 % whatever is kept, and 7 % for everything.
            steps.addAll(seconds(budget, 1, 0.002 + 0.07 / budget.oneIn()));
        }
        assertEquals(List.of(2, 4, 8, 16), steps.stream().map(BudgetStep::oneIn).toList());
    }

    @Test
    void aStepTellsWhenItWas() {
        Budget budget = warm(1);
        assertNull(budget.second(41, 0.02, 0.02, 0.02));
        BudgetStep step = budget.second(42, 0.03, 0.03, 0.03);
        assertTrue(step != null && step.atNs() == 42 && step.share() == 0.03);
    }

    private Budget warm(int oneIn) {
        Budget budget = new Budget(BUDGET, oneIn);
        seconds(budget, Budget.WARM_UP_SECONDS, 0);
        return budget;
    }

    private List<BudgetStep> seconds(Budget budget, int seconds, double share) {
        List<BudgetStep> steps = new ArrayList<>();
        for (int i = 0; i < seconds; i++) {
            BudgetStep step = budget.second(second++, share, share, share);
            if (step != null) {
                steps.add(step);
            }
        }
        return steps;
    }
}
