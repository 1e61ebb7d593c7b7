package io.narrows.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class SamplePaceTest {
    private static final long MS = 1_000_000;

    private static int doubled(SamplePace pace, int samples, long cpuNs) {
        int doubled = 0;
        for (int i = 0; i < samples; i++) {
            doubled += pace.sampled(cpuNs) ? 1 : 0;
        }
        return doubled;
    }

    @Test
    void cheapSamplesKeepTheirPeriod() {
        SamplePace pace = new SamplePace(100 * MS);
        assertEquals(0, doubled(pace, 1000, MS)); // 1 % of a core
        assertEquals(100 * MS, pace.periodNs());
    }

    @Test
    void dearOnesDoubleItUpToASecond() {
        SamplePace pace = new SamplePace(100 * MS);
        assertEquals(4, doubled(pace, 1000, 50 * MS));
        assertEquals(1000 * MS, pace.periodNs());
    }

    @Test
    void neitherAColdStartNorOneDearSampleDecides() {
        SamplePace pace = new SamplePace(100 * MS);
        assertEquals(0, doubled(pace, SamplePace.COLD, 50 * MS));
        assertFalse(pace.sampled(10 * MS));
        assertEquals(0, doubled(pace, 100, MS / 10));
    }

    @Test
    void aPeriodThatIsLongAlreadyStays() {
        SamplePace pace = new SamplePace(5000 * MS);
        assertEquals(0, doubled(pace, 200, 500 * MS));
        assertEquals(5000 * MS, pace.periodNs());
    }
}
