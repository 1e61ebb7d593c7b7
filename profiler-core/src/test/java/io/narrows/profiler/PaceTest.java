package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final int MIB = 1 << 20;

    private final Pace pace = new Pace(MIB, 32);

    @Test
    void anIdleServiceIsLookedAtTwentyFiveTimesASecond() {
        for (int pass = 0; pass < 10; pass++) {
            pace.afterPass(0);
        }
        assertEquals(Pace.MAX_PARK_NS, pace.afterPass(3));
    }

    @Test
    void moreRecordsShortenTheRestAndManyEndIt() {
        for (int pass = 0; pass < 10; pass++) {
            pace.afterPass(0);
        }
        assertEquals(Pace.MAX_PARK_NS / 2, pace.afterPass(2048));
        assertEquals(0, pace.afterPass(4096), "an eighth of a buffer");
        for (int pass = 0; pass < 10; pass++) {
            pace.afterPass(2500);
        }
        assertEquals(Pace.MIN_PARK_NS, pace.afterPass(2500));
    }

    @Test
    void aSmallBufferIsLookedAtMoreOften() {
        Pace small = new Pace(4096, 32);
        assertEquals(Pace.MIN_PARK_NS, small.afterPass(0));
        assertEquals(Pace.MIN_PARK_NS, small.afterPass(0));
        assertEquals(0, small.afterPass(16));
    }
}
