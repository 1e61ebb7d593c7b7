package io.narrows.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class LatencyBucketsTest {

    @Property
    void everyDurationLiesInItsBucket(@ForAll @LongRange(min = 0) long ns) {
        int index = LatencyBuckets.index(ns);
        assertTrue(LatencyBuckets.lowNs(index) <= ns && ns <= LatencyBuckets.highNs(index));
    }

    @Example
    void theBucketsFollowEachOtherAndNoneIsWiderThanOnePartIn32() {
        long nextNs = 0;
        for (int index = 0; index < LatencyBuckets.COUNT; index++) {
            long lowNs = LatencyBuckets.lowNs(index);
            long highNs = LatencyBuckets.highNs(index);
            assertEquals(nextNs, lowNs);
            assertTrue(highNs - lowNs <= lowNs / 32, "bucket " + index);
            assertEquals(index, LatencyBuckets.index(lowNs));
            assertEquals(index, LatencyBuckets.index(highNs));
            nextNs = highNs + 1;
        }
        assertEquals(Long.MIN_VALUE, nextNs);
    }

    @Example
    void aNegativeDurationCountsAsNone() {
        assertEquals(0, LatencyBuckets.index(-1));
        assertEquals(0, LatencyBuckets.index(Long.MIN_VALUE));
    }

    @Example
    void anUnknownBucketIsRefused() {
        assertEquals(
                "bucket 1888; there are 0 to 1887",
                assertThrows(IllegalArgumentException.class, () -> LatencyBuckets.lowNs(1888))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> LatencyBuckets.highNs(-1));
    }
}
