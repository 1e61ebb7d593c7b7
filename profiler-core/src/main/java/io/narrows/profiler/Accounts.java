package io.narrows.profiler;

import io.narrows.log.BudgetStep;
import io.narrows.log.BudgetStep.Level;
import io.narrows.log.DropCount;
import io.narrows.log.RunFooter;
import io.narrows.profiler.retention.Budget;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is written at intervals rather than per trace: losses, histograms, and what recording costs; and what follows from
 * the cost. For the drainer alone, except {@link #budget}'s values.
 */
final class Accounts {
    private static final Logger LOG = LoggerFactory.getLogger(Profiler.class);

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(10);

    /** About what it takes to write one trace; only to tell whether writing fewer of them is worth it. */
    private static final double NS_PER_KEPT_TRACE = 10_000;

    private final LogOutput output;
    private final Keeper keeper;
    private final Listeners listeners;
    private final SelfMeter meter;
    private final Budget budget;
    private final Supplier<ProfilerStats> stats;
    private final LongFunction<DropCount> drops;
    private final LongSupplier records;
    private final double budgetShare;

    private long nextSecondNs;
    private long nextIntervalNs;
    private long keptBefore;
    private boolean said;
    private volatile BudgetStep step;

    /**
     * Starts the first intervals.
     *
     * @param stats all counts
     * @param drops losses so far, given the time
     * @param records records written so far
     * @param nowNs now, in ns of the run's clock
     */
    Accounts(
            ProfilerConfig config,
            LogOutput output,
            Keeper keeper,
            Listeners listeners,
            SelfMeter meter,
            Supplier<ProfilerStats> stats,
            LongFunction<DropCount> drops,
            LongSupplier records,
            long nowNs) {
        this.output = output;
        this.keeper = keeper;
        this.listeners = listeners;
        this.meter = meter;
        this.stats = stats;
        this.drops = drops;
        this.records = records;
        budgetShare = config.budget();
        budget = new Budget(budgetShare, config.sampleOneIn());
        step = budget.step(nowNs);
        nextSecondNs = nowNs + SECOND_NS;
        nextIntervalNs = nowNs + INTERVAL_NS;
    }

    /** Writes how much is kept from the beginning; a recovery has to know it. */
    void begin() {
        if (budget.oneIn() > 1) {
            output.put(step);
        }
    }

    /** Does what is due. */
    void tick(long nowNs) {
        keeper.publishCounts();
        if (nowNs - nextSecondNs >= 0) {
            nextSecondNs = nowNs + SECOND_NS;
            second(nowNs);
        }
        if (nowNs - nextIntervalNs >= 0) {
            nextIntervalNs = nowNs + INTERVAL_NS;
            interval(nowNs);
        }
    }

    private void second(long nowNs) {
        output.updateSizes();
        long kept = keeper.kept();
        double saveable = meter.shareOf((kept - keptBefore) * NS_PER_KEPT_TRACE, nowNs);
        keptBefore = kept;
        double share = meter.share(nowNs, records.getAsLong());
        BudgetStep changed = budget.second(nowNs, share, meter.drainerShare(), saveable);
        if (changed != null) {
            keeper.keep(changed);
            output.put(changed);
            if (!said) {
                said = true;
                HostLog.say(() -> LOG.warn(
                        "recording took {} % of the machine, its budget is {} %: fewer traces are kept for a while;"
                                + " this and what follows is in the log",
                        percent(changed.share()), percent(budgetShare)));
            }
        }
        step = budget.step(nowNs);
        output.writeCount(drops.apply(nowNs));
        if (!listeners.none()) {
            listeners.counts(stats.get());
        }
    }

    private void interval(long nowNs) {
        keeper.writeHistograms(nowNs, output::put);
        int oneIn = budget.level() == Level.HISTOGRAMS ? 0 : budget.oneIn();
        output.put(meter.cost(nowNs, records.getAsLong(), output.logBytes(), oneIn));
    }

    /**
     * Writes all of it a last time, and the footer; then tells the listeners that it is over.
     *
     * @return whether the footer is in the log
     */
    boolean finish(long nowNs, long traces, double nsPerEvent) {
        keeper.publishCounts();
        output.updateSizes();
        interval(nowNs);
        output.put(drops.apply(nowNs));
        boolean written = output.put(new RunFooter(nowNs, traces, records.getAsLong(), nsPerEvent));
        if (!listeners.none()) {
            listeners.counts(stats.get());
        }
        listeners.close();
        return written;
    }

    /** The present step of the budget, with the share of the latest second. For any thread. */
    BudgetStep budget() {
        return step;
    }

    private static double percent(double share) {
        return Math.round(share * 10_000) / 100.0;
    }
}
