package io.narrows.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StartingCostTest {
    private static final long S = 1_000_000_000;

    @Test
    void theFirstSecondsAreSpreadOverTheNextMinutesAndTheRestIsToldAtOnce() {
        StartingCost cost = new StartingCost(1000 * S);
        assertEquals(0, cost.told(1000 * S, 0));
        assertEquals(2, cost.told(1003 * S, 200));
        assertEquals(10, cost.told(1010 * S, 300));
        assertEquals(300 * 40 / 300 + 50, cost.told(1040 * S, 350));
        assertEquals(300 + 100, cost.told(1300 * S, 400));
        assertEquals(300 + 900, cost.told(9000 * S, 1200));
    }
}
