package io.narrows.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.statistics.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MissedShareTest {
    private static final int REQUESTS = 982;

    /** A round in which all take 100 ms, but for some that take longer and some that are refused. */
    private static double[] round(int longer, int refused) {
        double[] ms = new double[REQUESTS];
        Arrays.fill(ms, 100);
        Arrays.fill(ms, 0, longer, 1_000);
        Arrays.fill(ms, longer, longer + refused, Double.POSITIVE_INFINITY);
        return ms;
    }

    /** Rounds whose p99 is 500 ms, whichever of them are taken. */
    private static List<double[]> others(int rounds) {
        double[] ms = new double[REQUESTS];
        Arrays.fill(ms, 500);
        return Collections.nCopies(rounds, ms);
    }

    private static Row.Holds holds(List<double[]> own, List<double[]> other, double times) {
        return Row.atMost("row", MissedShare.ofP99(own, other, times), "%", MissedShare.PERCENT, "")
                .holds();
    }

    private static double lo(Estimate estimate) {
        Double lo = estimate.lo();
        assertNotNull(lo);
        return lo;
    }

    private static double hi(Estimate estimate) {
        Double hi = estimate.hi();
        assertNotNull(hi);
        return hi;
    }

    @Test
    void aFixedLimitIsJudgedByTheShareThatTookLonger() {
        double[] ms = new double[16_000];
        Arrays.fill(ms, 3);
        assertEquals(0, MissedShare.over(ms, 50).value());
        assertEquals(0.01875, hi(MissedShare.over(ms, 50)), 1e-9, "3 of 16,000");
        for (int i = 0; i < ms.length; i += 200) {
            ms[i] = 51;
        }
        assertEquals(0.5, MissedShare.over(ms, 50).value(), 1e-9);
        assertEquals(0.5, hi(MissedShare.over(ms, 50)), 1e-9, "every part has the same share");
        Arrays.fill(ms, 3);
        Arrays.fill(ms, 0, 80, 51);
        assertTrue(hi(MissedShare.over(ms, 50)) > 1, "half a percent that came in one stall");
        assertEquals(100, MissedShare.over(ms, 1).value());
        assertNull(MissedShare.over(new double[15], 1).hi(), "fewer requests than parts");
    }

    @Test
    void theP99IsTheLeastTimeInWhich99PercentOfAllRoundsAreDone() {
        double[] hundred = IntStream.rangeClosed(1, 100).asDoubleStream().toArray();
        double[] slower = IntStream.rangeClosed(1, 100).mapToDouble(i -> 10 * i).toArray();
        assertEquals(99, MissedShare.p99Ms(List.of(hundred)));
        assertEquals(980, MissedShare.p99Ms(List.of(hundred, slower)), "2 of 200 took longer");
        assertEquals(1, MissedShare.ofP99(List.of(hundred), List.of(hundred), 1).value());
        assertEquals(
                51, MissedShare.ofP99(List.of(hundred), List.of(hundred), 0.5).value());
        assertEquals(0, MissedShare.ofP99(List.of(hundred), List.of(slower), 1).value());
        assertEquals(2, MissedShare.laterThan(List.of(hundred, slower), 980));
        assertEquals(Double.POSITIVE_INFINITY, MissedShare.p99Ms(List.of(round(0, 10))), "10 of 982 were refused");
    }

    @Test
    void aBurstInOneRoundCountsAsManyRequestsAsItHit() {
        List<double[]> own = new ArrayList<>(Collections.nCopies(7, round(0, 0)));
        own.add(round(0, 14));
        Estimate share = MissedShare.ofP99(own, others(8), 1);
        assertEquals(100.0 * 14 / (8 * REQUESTS), share.value(), 1e-9);
        assertEquals(0, lo(share));
        // Student's t with 7 degrees of freedom: 0.178 + 2.365 x 0.178.
        assertTrue(hi(share) >= 0.599 && hi(share) < 0.8, hi(share) + " %");
        assertEquals(Row.Holds.YES, holds(own, others(8), 1));
    }

    @Test
    void refusedAndLateOnesAreMissesAlike() {
        for (double[] round : List.of(round(13, 0), round(0, 13), round(6, 7))) {
            List<double[]> own = Collections.nCopies(12, round);
            assertEquals(
                    100.0 * 13 / REQUESTS, MissedShare.ofP99(own, others(12), 1).value(), 1e-9);
            assertEquals(Row.Holds.NO, holds(own, others(12), 1));
        }
        assertEquals(Row.Holds.YES, holds(Collections.nCopies(12, round(13, 0)), others(12), 2), "within 1,000 ms");
        assertEquals(Row.Holds.NO, holds(Collections.nCopies(12, round(0, 13)), others(12), 1_000), "never done");
    }

    @Test
    void whereRoundsDifferTooMuchNothingCanBeTold() {
        List<double[]> own = new ArrayList<>(Collections.nCopies(6, round(0, 0)));
        own.addAll(Collections.nCopies(6, round(17, 0)));
        assertEquals(Row.Holds.CANNOT_TELL, holds(own, others(12), 1));
    }

    @Test
    void theIntervalKnowsThatTheOthersP99IsUncertain() {
        // The own requests are at 1,000 ms in 3 of 100; whether that is late hangs on which of the other's rounds are
        // taken.
        List<double[]> seldom = new ArrayList<>(others(9));
        seldom.addAll(Collections.nCopies(3, round(50, 0)));
        List<double[]> own = Collections.nCopies(12, round(30, 0));
        Estimate unsure = MissedShare.ofP99(own, seldom, 1);
        assertEquals(0, unsure.value(), "1.3 % of the other's take 1,000 ms, so that is its p99");
        assertEquals(0, lo(unsure));
        assertTrue(hi(unsure) > 3, "with one such round fewer the p99 is 500 ms: " + hi(unsure));
    }

    @Test
    void noMissLeavesThreeOfAllOpen() {
        Estimate share = MissedShare.ofP99(Collections.nCopies(12, round(0, 0)), others(12), 1);
        assertEquals(0, share.value());
        assertEquals(300.0 / (12 * REQUESTS), hi(share), 1e-9);
    }

    @Test
    void fewRoundsHaveNoInterval() {
        assertNull(MissedShare.ofP99(Collections.nCopies(3, round(0, 0)), others(3), 1)
                .lo());
        assertThrows(
                IllegalArgumentException.class,
                () -> MissedShare.ofP99(Collections.nCopies(3, round(0, 0)), others(4), 1));
    }

    /** Rounds of 200 requests whose times and misses come in clumps: how often an interval misses what is so. */
    @Test
    void intervalsHoldWhatIsSo() {
        Random random = new Random(5);
        // With times equal on both sides the p99 of a large sample is missed by 1 %.
        int outside = 0;
        int trials = 300;
        for (int trial = 0; trial < trials; trial++) {
            List<double[]> own = new ArrayList<>();
            List<double[]> other = new ArrayList<>();
            for (int round = 0; round < 12; round++) {
                own.add(clumped(random));
                other.add(clumped(random));
            }
            Estimate share = MissedShare.ofP99(own, other, 1);
            outside += lo(share) > 1 || hi(share) < 1 ? 1 : 0;
        }
        assertTrue(outside <= 0.08 * trials, outside + " of " + trials);
    }

    private static double[] clumped(Random random) {
        double slower = Math.exp(0.3 * random.nextGaussian());
        double[] ms = new double[200];
        for (int i = 0; i < ms.length; i++) {
            ms[i] = 100 * slower * Math.exp(0.5 * random.nextGaussian());
        }
        return ms;
    }
}
