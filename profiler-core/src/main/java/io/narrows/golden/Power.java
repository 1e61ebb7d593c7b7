package io.narrows.golden;

/** Adds up signal and error over many answers, for the ratio of the two. Used by one thread. */
final class Power {
    private double signal;
    private double error;
    private boolean unknown;

    void add(Differences differences) {
        signal += differences.signalPower();
        error += differences.errorPower();
        unknown |= differences.oddElements() > 0;
    }

    /** Signal to error in dB; NaN where elements were not finite or nothing was added, at most {@link GoldenMetric#MOST_DB}. */
    double sqnrDb() {
        if (unknown || signal == 0) {
            return error == 0 && !unknown ? GoldenMetric.MOST_DB : Double.NaN;
        }
        return error == 0 ? GoldenMetric.MOST_DB : Math.min(GoldenMetric.MOST_DB, 10 * Math.log10(signal / error));
    }
}
