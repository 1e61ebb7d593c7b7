package io.narrows.benchmarks.loader;

import java.util.concurrent.TimeUnit;

/** Something that reads a data set. Used by one thread. */
interface Epoch {
    /** Samples of one pass, and the sum of one number of each. */
    record Pass(long samples, long sum) {}

    /** Reads all of it once. */
    Pass read() throws Exception;

    /** Reads again and again: until it is warm, then as long as it is timed. At least twice, and once. */
    static EpochResult measure(Epoch epoch, double warmS, double timedS) throws Exception {
        long warmUntilNs = System.nanoTime() + (long) (warmS * TimeUnit.SECONDS.toNanos(1));
        epoch.read();
        do {
            epoch.read();
        } while (System.nanoTime() < warmUntilNs);
        return timed(epoch, timedS);
    }

    /** Reads again and again, at least once, as long as it is timed. */
    static EpochResult timed(Epoch epoch, double timedS) throws Exception {
        long samples = 0;
        long sum = 0;
        long startNs = System.nanoTime();
        long ns;
        do {
            Pass pass = epoch.read();
            samples += pass.samples();
            sum += pass.sum();
            ns = System.nanoTime() - startNs;
        } while (ns < timedS * 1e9);
        return new EpochResult(samples, samples, ns / 1e9, sum);
    }
}
