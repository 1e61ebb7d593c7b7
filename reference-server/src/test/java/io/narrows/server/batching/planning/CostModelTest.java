package io.narrows.server.batching.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CostModelTest {
    private static final double FORWARD_NS = 1_200_000;
    private static final double TOKEN_NS = 45_000;
    private static final double SQUARE_NS = 35;

    private final CostModel model = new CostModel();
    private final Random random = new Random(1);

    private static double truth(int texts, int longest) {
        return FORWARD_NS + TOKEN_NS * texts * longest + SQUARE_NS * texts * longest * longest;
    }

    private void learn(int forwards, double slower, double outliers) {
        for (int i = 0; i < forwards; i++) {
            int texts = 1 + random.nextInt(8);
            int longest = 4 + random.nextInt(random.nextBoolean() ? 20 : 253);
            double took = slower * truth(texts, longest) * Math.exp(0.05 * random.nextGaussian());
            model.ran(texts, longest, (long) (random.nextDouble() < outliers ? 10 * took : took));
        }
    }

    private void assertClose(double slower, double within) {
        for (int texts : new int[] {1, 4, 8}) {
            for (int longest : new int[] {8, 32, 128, 256}) {
                double expected = slower * truth(texts, longest);
                double found = model.estimate().ns(texts, longest);
                assertEquals(expected, found, within * expected, texts + " x " + longest);
            }
        }
    }

    @Test
    void knowsNothingBeforeEnoughForwards() {
        assertFalse(model.estimate().known());
        learn(CostEstimate.FEWEST - 1, 1, 0);
        assertFalse(model.estimate().known());
        learn(1, 1, 0);
        assertTrue(model.estimate().known());
    }

    @Test
    void findsTheCostAndItsOwnError() {
        learn(1_000, 1, 0);
        assertClose(1, 0.08);
        assertEquals(0.04, model.estimate().relativeError(), 0.02, "mean of |N(0, 0.05)|");
    }

    @Test
    void aFewForwardsThatTookTenTimesAsLongDoNotMatter() {
        learn(1_000, 1, 0.02);
        assertClose(1, 0.1);
    }

    @Test
    void followsAMachineThatBecameSlower() {
        learn(1_000, 1, 0);
        learn(300, 3, 0);
        assertTrue(model.estimate().relativeError() > 0.04, "it says that it was wrong");
        learn(3_000, 3, 0);
        assertClose(3, 0.1);
        assertTrue(model.estimate().relativeError() < 0.1, model.estimate() + " says that it is no longer");
    }

    @Test
    void keepsWhatLongTextsTakeWhileOnlyShortOnesCome() {
        learn(1_000, 1, 0);
        for (int i = 0; i < 4_000; i++) {
            model.ran(1, 8, (long) truth(1, 8));
        }
        assertClose(1, 0.1);
    }

    @Test
    void oneKindOfForwardIsSplitByThePriorAndNeverNegative() {
        for (int i = 0; i < 100; i++) {
            model.ran(4, 24, 2_000_000);
        }
        CostEstimate found = model.estimate();
        assertEquals(2_000_000, found.ns(4, 24), 20_000);
        assertTrue(found.ns(1, 24) > 100_000 && found.ns(1, 24) < 2_000_000, found.toString());
        assertTrue(found.forwardNs() >= 0 && found.tokenNs() >= 0 && found.squareNs() >= 0, found.toString());
    }

    @Test
    void forwardsThatAllTakeTheSameCostNothingPerToken() {
        for (int i = 0; i < 400; i++) {
            model.ran(1 + i % 8, 8 << i % 6, 5_000_000);
        }
        CostEstimate found = model.estimate();
        assertEquals(5_000_000, found.forwardNs(), 250_000, found.toString());
        assertTrue(found.tokenNs() * 256 < 250_000, found.toString());
    }
}
