package io.narrows.log.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SamplingTest {
    private static final int IDS = 1 << 16;

    @Property(tries = 20)
    void theShareIsOneInNWhateverTheIdsLookLike(@ForAll long seed, @ForAll @IntRange(min = 1, max = 10) int power) {
        Random random = new Random(seed);
        long high = random.nextLong();
        int oneIn = 1 << power;
        int ofRandom = 0;
        int ofCounted = 0;
        int ofHigh = 0;
        for (int i = 0; i < IDS; i++) {
            ofRandom += Sampling.keeps(random.nextLong(), random.nextLong() | 1, oneIn) ? 1 : 0;
            ofCounted += Sampling.keeps(high, i, oneIn) ? 1 : 0;
            ofHigh += Sampling.keeps((long) i << 32, 7, oneIn) ? 1 : 0;
        }
        double expected = (double) IDS / oneIn;
        double allowed = 6 * Math.sqrt(expected);
        assertEquals(expected, ofRandom, allowed, "random ids");
        assertEquals(expected, ofCounted, allowed, "ids that count up");
        assertEquals(expected, ofHigh, allowed, "ids that differ in the first half only");
    }

    @Property
    void whatNKeepsHalfOfNKeepsToo(
            @ForAll long high, @ForAll long low, @ForAll @IntRange(min = 1, max = 20) int power) {
        if (Sampling.keeps(high, low, 1 << power)) {
            assertTrue(Sampling.keeps(high, low, 1 << (power - 1)));
        }
    }

    @Test
    void oneKeepsAllAndNoneKeepsNone() {
        assertTrue(Sampling.keeps(1, 2, 1));
        assertFalse(Sampling.keeps(1, 2, 0));
    }
}
