package io.narrows.server.model.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RankAgreementTest {

    @Test
    void onlyTheOrderCounts() {
        double[] values = {0.1, 0.9, 0.4, 0.2};
        assertEquals(1, RankAgreement.of(values, new double[] {1, 1000, 3, 2}), 1e-15);
        assertEquals(-1, RankAgreement.of(values, new double[] {4, 1, 2, 3}), 1e-15);
        // Ranks 1 2 3 4 against 1 2 4 3: 1 - 6 x (1 + 1) / (4 x 15).
        assertEquals(0.8, RankAgreement.of(new double[] {1, 2, 3, 4}, new double[] {1, 2, 4, 3}), 1e-15);
    }

    @Test
    void equalValuesShareTheMeanOfTheirRanks() {
        // Ranks 0 1 2 against 0.5 0.5 2: products 0.5 + 0 + 1, squares 2 and 1.5.
        assertEquals(1.5 / Math.sqrt(3), RankAgreement.of(new double[] {1, 2, 3}, new double[] {5, 5, 9}), 1e-15);
        assertEquals(0, RankAgreement.of(new double[] {1, 2, 3}, new double[] {7, 7, 7}));
    }

    @Test
    void eachPairHasOneSimilarity() {
        assertArrayEquals(
                new double[] {0, 0.6, 0.8},
                RankAgreement.similarities(new float[][] {{1, 0}, {0, 1}, {0.6f, 0.8f}}),
                1e-7);
    }

    @Test
    void differentNumbersOfSimilaritiesAreRefused() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> RankAgreement.of(new double[] {1, 2}, new double[] {1, 2, 3}));
        assertEquals("2 and 3 similarities, must be as many, at least 2", e.getMessage());
    }
}
