package io.narrows.environment;

import java.util.concurrent.TimeUnit;

/**
 * How often samples are taken: every period, which doubles while a sample costs more than its share of it. Used by one
 * thread.
 */
final class SamplePace {
    /** Part of one core that sampling may take. */
    static final double SHARE = 0.01;

    static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(1);

    /** Samples over which the cost is looked at, so that one expensive sample decides nothing. */
    static final int LOOK_AT = 20;

    /** Samples at the beginning that do not count: their code is still cold. */
    static final int COLD = 50;

    private long periodNs;
    private long samples;
    private long sumNs;
    private long inSum;

    SamplePace(long periodNs) {
        this.periodNs = periodNs;
    }

    long periodNs() {
        return periodNs;
    }

    /**
     * Takes the cost of a sample into account.
     *
     * @param cpuNs CPU time that it took
     * @return whether the period became longer
     */
    boolean sampled(long cpuNs) {
        if (++samples <= COLD) {
            return false;
        }
        sumNs += cpuNs;
        if (++inSum < LOOK_AT) {
            return false;
        }
        boolean slower = sumNs > SHARE * periodNs * inSum && periodNs < LONGEST_NS;
        if (slower) {
            periodNs = Math.min(LONGEST_NS, 2 * periodNs);
        }
        sumNs = 0;
        inSum = 0;
        return slower;
    }
}
