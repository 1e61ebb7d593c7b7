package io.narrows.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.narrows.analysis.statistics.Estimate;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static Verdict latency(double lo, double hi) {
        return Verdict.of(new Estimate((lo + hi) / 2, lo, hi), true, 0.05);
    }

    private static Verdict throughput(double lo, double hi) {
        return Verdict.of(new Estimate((lo + hi) / 2, lo, hi), false, 0.05);
    }

    @Test
    void theWholeIntervalDecides() {
        assertEquals(Verdict.IMPROVED, latency(0.7, 0.9));
        assertEquals(Verdict.REGRESSED, latency(1.02, 1.3));
        assertEquals(Verdict.EQUIVALENT, latency(0.97, 1.04));
        assertEquals(Verdict.EQUIVALENT, latency(1.01, 1.04));
        assertEquals(Verdict.CANNOT_DECIDE, latency(0.9, 1.1));
        assertEquals(Verdict.CANNOT_DECIDE, latency(0.97, 1.2));
    }

    @Test
    void moreThroughputIsBetter() {
        assertEquals(Verdict.REGRESSED, throughput(0.7, 0.9));
        assertEquals(Verdict.IMPROVED, throughput(1.06, 1.3));
    }

    @Test
    void withoutAnIntervalNothingIsDecided() {
        assertEquals(Verdict.CANNOT_DECIDE, Verdict.of(Estimate.withoutInterval(3), true, 0.05));
        assertEquals(Verdict.CANNOT_DECIDE, Verdict.of(Estimate.withoutInterval(Double.NaN), true, 0.05));
    }
}
