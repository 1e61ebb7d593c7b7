package io.narrows.profiler.retention;

import io.narrows.log.BudgetStep;
import io.narrows.log.BudgetStep.Level;
import org.jspecify.annotations.Nullable;

/** Decides from what recording costs how much of it to keep. Not thread-safe. */
public final class Budget {
    /*
     *   FULL, one in N0 (as configured)
     *     |  over for OVER_SECONDS in a row            ^  room for twice as many, UNDER_SECONDS in a row
     *   SAMPLED, one in 2 N0, 4 N0, ... MAX_ONE_IN     |
     *     |                                            |
     *   HISTOGRAMS, nothing is kept whole              |
     *
     * One step at a time. There is room for twice as many traces when what the drainer takes could double: they cost at most
     * that, so a step back does not lead over the budget and the ladder does not swing. One second alone over the budget is
     * no reason: a collection of garbage or a compilation is soon over. Nor are the first seconds, in which the recorder's
     * own code is compiled. And what would not save a tenth of the budget is not done: an idle service keeps its few
     * traces, whatever else costs.
     */
    public static final int MAX_ONE_IN = 1024;

    static final int OVER_SECONDS = 2;
    static final int UNDER_SECONDS = 5;
    static final int WARM_UP_SECONDS = 10;
    static final double WORTH_IT = 0.1;

    private final double budget;
    private final int configuredOneIn;
    private Level level = Level.FULL;
    private int oneIn;
    private double share;
    private int warmUp = WARM_UP_SECONDS;
    private int over;
    private int under;

    /**
     * Starts at what is configured.
     *
     * @param budget share of the machine that recording may take, 0 to 1
     * @param oneIn of how many usual traces one is kept while there is room, a power of two
     */
    public Budget(double budget, int oneIn) {
        this.budget = budget;
        this.configuredOneIn = oneIn;
        this.oneIn = oneIn;
    }

    /** How much is kept. */
    public Level level() {
        return level;
    }

    /** Of how many usual traces one is kept; at level HISTOGRAMS that of the step before. */
    public int oneIn() {
        return oneIn;
    }

    /** What recording took in the second before. */
    public double share() {
        return share;
    }

    /** The present step, as a document. */
    public BudgetStep step(long atNs) {
        return new BudgetStep(atNs, level, oneIn, share, budget);
    }

    /**
     * Takes what recording took in the last second or so, and tells the step that this leads to, or null.
     *
     * @param atNs now, in ns of the run's clock
     * @param newShare share of the machine that it took
     * @param drainerShare the drainer's part of that
     * @param saveable share that it would have taken less, about, had it kept nothing whole
     */
    public @Nullable BudgetStep second(long atNs, double newShare, double drainerShare, double saveable) {
        share = newShare;
        if (warmUp > 0) {
            warmUp--;
            return null;
        }
        over = share > budget && saveable >= WORTH_IT * budget ? over + 1 : 0;
        under = share + drainerShare < budget ? under + 1 : 0;
        boolean changed = over >= OVER_SECONDS ? less() : under >= UNDER_SECONDS && more();
        if (!changed) {
            return null;
        }
        over = 0;
        under = 0;
        return step(atNs);
    }

    private boolean less() {
        if (level == Level.HISTOGRAMS) {
            return false;
        }
        if (oneIn < MAX_ONE_IN) {
            oneIn *= 2;
            level = Level.SAMPLED;
        } else {
            level = Level.HISTOGRAMS;
        }
        return true;
    }

    private boolean more() {
        if (level == Level.FULL) {
            return false;
        }
        if (level == Level.SAMPLED) {
            oneIn /= 2;
        }
        level = oneIn == configuredOneIn ? Level.FULL : Level.SAMPLED;
        return true;
    }
}
