package io.narrows.log;

/**
 * The profiler changed how much it keeps, because it cost more than its budget or less again.
 *
 * @param atNs when, ns of the run's monotonic clock
 * @param level how much it keeps from now on
 * @param oneIn one of how many traces is kept as a sample from now on
 * @param share share of the machine that it took before the step, 0 to 1
 * @param budget share that it may take
 */
public record BudgetStep(long atNs, Level level, int oneIn, double share, double budget) implements LogDocument {

    /** How much is kept. The order of the constants is part of the log format. */
    public enum Level {
        /** As configured. */
        FULL,
        /** Fewer samples than configured. */
        SAMPLED,
        /** Histograms only. */
        HISTOGRAMS
    }
}
