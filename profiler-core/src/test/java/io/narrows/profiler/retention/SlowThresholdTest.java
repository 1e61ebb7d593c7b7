package io.narrows.profiler.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SlowThresholdTest {
    @Test
    void theFirstHundredAreNoBasis() {
        SlowThreshold threshold = new SlowThreshold(0.99);
        for (int i = 0; i < SlowThreshold.BASIS; i++) {
            assertFalse(threshold.slow(1_000_000));
            threshold.add(1000);
        }
        assertTrue(threshold.slow(1_000_000));
        assertFalse(threshold.slow(1000), "of durations that are all alike none is slow");
    }

    @Property(tries = 20)
    void aboutTheShareThatWasAskedForIsSlow(@ForAll long seed) {
        Random random = new Random(seed);
        SlowThreshold threshold = new SlowThreshold(0.99);
        int slow = 0;
        int durations = 60_000; // enough for the weights to be divided
        for (int i = 0; i < durations; i++) {
            long ns = (long) (1_000_000 * Math.exp(random.nextGaussian()));
            slow += threshold.slow(ns) ? 1 : 0;
            threshold.add(ns);
        }
        // A bucket is up to 1/32 wide, which is up to a tenth of this tail; and the boundary wanders.
        assertEquals(0.01, (double) slow / durations, 0.003);
    }

    @Test
    void itFollowsAServiceThatGetsSlower() {
        SlowThreshold threshold = new SlowThreshold(0.99);
        for (int i = 0; i < 50_000; i++) {
            threshold.add(1000 + i % 100);
        }
        assertTrue(threshold.slow(5000));
        int slow = 0;
        for (int i = 0; i < 50_000; i++) {
            slow += threshold.slow(5000 + i % 100) ? 1 : 0;
            threshold.add(5000 + i % 100);
        }
        assertTrue(slow < 1000, () -> "it takes a hundredth of what it remembers to get used to it");
        assertFalse(threshold.slow(5000));
        assertTrue(threshold.slow(9000));
    }
}
