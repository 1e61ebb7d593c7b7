package io.narrows.server.model.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PairSimilaritiesTest {

    @Test
    void eachPairHasOneSimilarity() {
        assertArrayEquals(
                new double[] {0, 0.6, 0.8}, PairSimilarities.of(new float[][] {{1, 0}, {0, 1}, {0.6f, 0.8f}}), 1e-7);
    }

    @Test
    void whoSeesNoDifferenceAgreesInNothing() {
        assertEquals(1, PairSimilarities.agreement(new double[] {1, 2, 3}, new double[] {4, 5, 9}), 1e-12);
        assertEquals(0, PairSimilarities.agreement(new double[] {1, 2, 3}, new double[] {7, 7, 7}));
    }
}
