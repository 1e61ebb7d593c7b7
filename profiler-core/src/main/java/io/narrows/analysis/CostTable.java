package io.narrows.analysis;

import io.narrows.log.BudgetStep;
import io.narrows.log.DropCount;
import io.narrows.log.RunFooter;
import io.narrows.log.RunHeader;
import io.narrows.log.SelfCost;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the log says about the recording's own cost and losses. In bounded memory; not thread-safe. */
final class CostTable {

    /** Steps remembered from the beginning, and as many from the end. */
    private static final int STEPS = 20;

    private static final Comparator<BudgetStep> KEEPS_LESS =
            Comparator.comparing(BudgetStep::level).thenComparingInt(BudgetStep::oneIn);

    private final List<BudgetStep> firstSteps = new ArrayList<>();
    private final Deque<BudgetStep> lastSteps = new ArrayDeque<>();
    private long steps;
    private @Nullable BudgetStep worst;
    private @Nullable SelfCost latest;
    private @Nullable RunFooter footer;
    private Losses losses = Losses.NONE;
    private long intervalNs;
    private long records;
    private double recordsNs;
    private long drainerNs;
    private long lanesNs;
    private long processNs;

    void add(SelfCost cost) {
        latest = cost;
        intervalNs += cost.intervalNs();
        records += cost.records();
        recordsNs += cost.records() * cost.nsPerEvent();
        drainerNs += cost.drainerCpuNs();
        lanesNs += cost.lanesCpuNs();
        processNs += cost.processCpuNs();
    }

    void add(BudgetStep step) {
        steps++;
        if (worst == null || KEEPS_LESS.compare(step, worst) > 0) {
            worst = step;
        }
        if (firstSteps.size() < STEPS) {
            firstSteps.add(step);
            return;
        }
        lastSteps.add(step);
        if (lastSteps.size() > STEPS) {
            lastSteps.remove();
        }
    }

    void add(DropCount count) {
        losses = new Losses(
                count.droppedRecords(),
                count.incompleteTraces(),
                count.abandonedTraces(),
                count.misuses(),
                count.lostDocuments(),
                count.removedFiles(),
                count.removedBytes(),
                count.listenerFailures());
    }

    void add(RunFooter last) {
        footer = last;
    }

    boolean closedInOrder() {
        return footer != null;
    }

    Losses losses() {
        return losses;
    }

    /**
     * Sums up.
     *
     * @param header header of the log, or null
     * @param meanMs mean latency, 0 where it is not known
     * @param ended traces that ended while the cost was measured, as the histograms counted them; 0 where they did not
     * @param logged traces that the log holds whole
     */
    @Nullable
    Overhead overhead(@Nullable RunHeader header, double meanMs, long ended, long logged) {
        RunFooter last = footer;
        SelfCost cost = latest;
        double nsPerEvent;
        if (last != null) {
            nsPerEvent = last.nsPerEvent();
        } else if (cost != null) {
            nsPerEvent = cost.nsPerEvent();
        } else {
            return null;
        }
        Double eventsPerTrace = null;
        if (last != null && last.traces() > 0) {
            eventsPerTrace = (double) last.events() / last.traces();
        } else if (ended > 0) {
            eventsPerTrace = (double) records / ended;
        }
        Long logBytes = cost == null ? null : Long.valueOf(cost.logBytes());
        return new Overhead(
                nsPerEvent,
                eventsPerTrace,
                eventsPerTrace == null || meanMs <= 0
                        ? null
                        : Double.valueOf(nsPerEvent * eventsPerTrace / (meanMs * 1e6)),
                cost == null ? null : processor(header),
                logBytes,
                logBytes == null || logged == 0 ? null : Double.valueOf((double) logBytes / logged),
                budget(header));
    }

    private Overhead.Processor processor(@Nullable RunHeader header) {
        return new Overhead.Processor(
                intervalNs / 1e9, processors(header), recordsNs / 1e9, drainerNs / 1e9, lanesNs / 1e9, processNs / 1e9);
    }

    private static int processors(@Nullable RunHeader header) {
        String cpus = header == null ? null : header.environment().get("cpus");
        try {
            return cpus == null ? 0 : Math.max(0, Integer.parseInt(cpus.trim()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private Overhead.@Nullable Budget budget(@Nullable RunHeader header) {
        BudgetStep least = worst;
        if (least == null) {
            return null;
        }
        long origin = header == null ? least.atNs() : header.anchorNs();
        List<Overhead.Step> listed = new ArrayList<>();
        firstSteps.forEach(step -> listed.add(step(step, origin)));
        lastSteps.forEach(step -> listed.add(step(step, origin)));
        return new Overhead.Budget(steps, least.budget(), step(least, origin), listed);
    }

    private static Overhead.Step step(BudgetStep step, long originNs) {
        return new Overhead.Step((step.atNs() - originNs) / 1e9, step.level().name(), step.oneIn(), step.share());
    }
}
