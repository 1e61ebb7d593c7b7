package io.narrows.data.verdict;

import io.narrows.data.profile.ConsumerFigures;
import io.narrows.data.profile.GroupFigures;
import io.narrows.data.profile.LoaderCounts;
import io.narrows.data.profile.LoaderFigures;
import io.narrows.data.profile.StageTime;
import io.narrows.data.profile.WaitCause;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model waits for its data, what for, and what one more worker would give. Immutable.
 *
 * <p>Computed from the steady time of a loader's figures since its numbers of workers last changed, cut into the windows that its
 * history has; intervals are 95 % and come
 * from how much these windows differ. Without at least two windows there is a value and no interval.
 *
 * @param inputBound whether waiting is worth a change: at least {@link #LEAST_SHARE} of the time, with an interval above 0 where there
 *     is one, and {@link #LEAST_WAIT_NS} for a batch, which is the rule of tf.data's guide
 * @param share part of the time for which the consumer waited
 * @param meanWaitNs mean wait for a batch
 * @param limit what lets the fewest batches through: the name of a group, {@link #CONSUMER} or {@link #CORES}
 * @param stage of a group that is the limit, the stage that takes most of its time; empty otherwise
 * @param cause the largest cause of the wait; null without a wait
 * @param stages what each stage lets through
 * @param batchesPerS that were delivered
 * @param lawsBatchesPerS that the operational laws allow with these workers: X = min(1 / consumer's time, workers / service of
 *     each group, cores / processor time of all)
 * @param consumerBatchesPerS that the consumer could take if it never waited
 * @param advice one for each group, the largest gain first
 * @param windows how many windows there were
 */
public record Verdict(
        boolean inputBound,
        Gain share,
        double meanWaitNs,
        String limit,
        String stage,
        @Nullable WaitCause cause,
        List<StageRate> stages,
        double batchesPerS,
        double lawsBatchesPerS,
        double consumerBatchesPerS,
        List<Advice> advice,
        int windows) {

    /** {@link #limit} where the consumer itself is. */
    public static final String CONSUMER = "consumer";

    /** {@link #limit} where the processor time of all together is. */
    public static final String CORES = "cores";

    /** A consumer that waits for less than this part of the time is not held up by its data. */
    public static final double LEAST_SHARE = 0.01;

    /** Nor one that waits for less than this for a batch. */
    public static final long LEAST_WAIT_NS = TimeUnit.MICROSECONDS.toNanos(50);

    /**
     * What a stage lets through.
     *
     * @param name of the stage
     * @param group that runs it
     * @param msPerBatch time of a worker for a batch
     * @param batchesPerCoreS batches for a second of one worker: R in Plumber's words; infinite where it takes no time
     */
    public record StageRate(String name, String group, double msPerBatch, double batchesPerCoreS) {}

    /** Judges the steady time of a loader; all of it where there is none yet. */
    public static Verdict of(LoaderFigures figures) {
        List<LoaderCounts> marks = new ArrayList<>(figures.history());
        if (marks.size() < 2) {
            marks.add(figures.counts());
        }
        List<LoaderCounts> steady = marks.stream()
                .filter(mark -> mark.consumer().steadyBatches() > 0)
                .toList();
        return of(sinceLastChange(steady.size() >= 2 ? steady : marks), figures.cores());
    }

    /** Those at the end that have the same numbers of workers; all where that is only one. */
    private static List<LoaderCounts> sinceLastChange(List<LoaderCounts> marks) {
        int[] workers = workers(marks.get(marks.size() - 1));
        int from = marks.size() - 1;
        while (from > 0 && Arrays.equals(workers, workers(marks.get(from - 1)))) {
            from--;
        }
        return from < marks.size() - 1 ? marks.subList(from, marks.size()) : marks;
    }

    private static int[] workers(LoaderCounts counts) {
        return counts.groups().stream()
                .mapToInt(group -> workers(group, counts.consumer()))
                .toArray();
    }

    /** Those of a group that has ended are as many as their time fills of the consumer's. */
    private static int workers(GroupFigures group, ConsumerFigures consumer) {
        return group.workers() > 0
                ? group.workers()
                : (int) Math.max(1, Math.round((double) group.wallNs() / Math.max(1, consumer.wallNs())));
    }

    /**
     * Judges what happened between counts.
     *
     * @param marks counts, in the order of time
     * @param cores that the process may use
     */
    static Verdict of(List<LoaderCounts> marks, int cores) {
        LoaderCounts last = marks.get(marks.size() - 1);
        List<Demand> windows = new ArrayList<>();
        for (int i = 1; i < marks.size(); i++) {
            Demand window = Demand.between(marks.get(i - 1), marks.get(i));
            if (window.batches() > 0) {
                windows.add(window);
            }
        }
        Demand all = windows.stream()
                .reduce((a, b) -> a.plus(b, 1))
                .map(sum -> sum.idleAsBefore(last))
                .orElseGet(() -> Demand.sinceOpening(last));
        int[] workers = workers(last);
        Gain share = Spread.jackknife(windows.size(), share(all), left -> share(all.plus(windows.get(left), -1)));
        List<Advice> advice = new ArrayList<>();
        for (int g = 0; g < workers.length; g++) {
            int[] more = workers.clone();
            more[g]++;
            Gain gain = Spread.jackknife(
                    windows.size(),
                    gain(all, workers, more, cores),
                    left -> gain(all.plus(windows.get(left), -1), workers, more, cores));
            advice.add(new Advice(last.groups().get(g).name(), workers[g], gain));
        }
        advice.sort(
                Comparator.comparingDouble((Advice one) -> one.gain().value()).reversed());
        double meanWaitNs = all.batches() <= 0 ? 0 : all.waitNs() / all.batches();
        Limit limit = limit(all, last, workers, cores);
        return new Verdict(
                share.value() >= LEAST_SHARE && !(share.lo() <= 0) && meanWaitNs >= LEAST_WAIT_NS,
                share,
                meanWaitNs,
                limit.name(),
                limit.stage(),
                cause(last.consumer()),
                rates(all, last),
                all.wallNs() <= 0 ? 0 : 1e9 * all.batches() / all.wallNs(),
                1e9 * all.throughput(workers, cores),
                1e9 * all.consumerRate(),
                List.copyOf(advice),
                windows.size());
    }

    private static double share(Demand demand) {
        return demand.wallNs() <= 0 ? 0 : Math.max(0, Math.min(1, demand.waitNs() / demand.wallNs()));
    }

    private static double gain(Demand demand, int[] workers, int[] more, int cores) {
        double now = demand.throughput(workers, cores);
        return now <= 0 || Double.isInfinite(now) ? 0 : demand.throughput(more, cores) / now - 1;
    }

    private record Limit(String name, String stage) {}

    private static Limit limit(Demand all, LoaderCounts counts, int[] workers, int cores) {
        double least = all.throughput(workers, cores);
        if (all.consumerRate() <= least) {
            return new Limit(CONSUMER, "");
        }
        int first = 0;
        for (int g = 0; g < workers.length; g++) {
            List<StageTime> stages = counts.groups().get(g).stages();
            if (all.groupRate(g, workers[g]) <= least) {
                int most = first;
                for (int i = first; i < first + stages.size(); i++) {
                    most = all.stageNs()[i] > all.stageNs()[most] ? i : most;
                }
                return new Limit(
                        counts.groups().get(g).name(), stages.get(most - first).name());
            }
            first += stages.size();
        }
        return new Limit(CORES, "");
    }

    private static List<StageRate> rates(Demand all, LoaderCounts counts) {
        List<StageRate> rates = new ArrayList<>();
        int at = 0;
        for (int g = 0; g < counts.groups().size(); g++) {
            GroupFigures group = counts.groups().get(g);
            for (StageTime stage : group.stages()) {
                double ns = all.batches() <= 0 ? 0 : all.passedOn(g) * all.stageNs()[at] / all.batches();
                rates.add(new StageRate(stage.name(), group.name(), ns / 1e6, 1e9 / ns));
                at++;
            }
        }
        return List.copyOf(rates);
    }

    private static @Nullable WaitCause cause(ConsumerFigures consumer) {
        Map<WaitCause, Long> causes = consumer.steadyWaitNs() > 0 ? consumer.steadyCauses() : consumer.causes();
        return causes.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /** Several lines for a person. */
    public String text() {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                "%s: the consumer waits %.1f %%%s of the time, %.0f us for a batch; %.1f batches/s, it could take %.1f%n",
                inputBound ? "Input-bound" : "Not input-bound",
                100 * share.value(),
                interval(share),
                meanWaitNs / 1e3,
                batchesPerS,
                consumerBatchesPerS));
        if (inputBound) {
            out.append(String.format(
                    Locale.ROOT,
                    "Limit: %s%s; largest cause of the wait: %s%n%s%n",
                    limit,
                    stage.isEmpty() ? "" : ", most of it in " + stage,
                    cause == null ? "none" : cause.word(),
                    knob()));
            advice.forEach(one -> out.append("  ").append(one.text()).append(System.lineSeparator()));
        }
        return out.toString();
    }

    private static String interval(Gain part) {
        return Double.isNaN(part.lo())
                ? ""
                : String.format(
                        Locale.ROOT, " [%.1f, %.1f]", 100 * Math.max(0, part.lo()), 100 * Math.min(1, part.hi()));
    }

    /** What to try first. */
    public String knob() {
        WaitCause largest = cause;
        if (largest == null) {
            return "Nothing to change.";
        }
        return switch (largest) {
            case HEAD_OF_LINE ->
                "Other data is ready: deliver in the order of completion if the order does not matter, or smaller "
                        + "chunks.";
            case BACK_PRESSURE -> "Workers are held back although the consumer waits: allow more memory.";
            case GC ->
                "The collector stops all threads: a larger heap, another collector, or fewer objects in decoders.";
            case NO_FREE_CORE ->
                "Workers have no core: more workers would not help; fewer threads for the model, or more cores.";
            case COLD_START -> "Only the beginning was slow.";
            case IO ->
                limit.equals(CORES)
                        ? "Every core is in use; read less, or from faster storage."
                        : "Data is being read: more workers overlap more reading, or keep it nearer.";
            case CPU ->
                limit.equals(CORES)
                        ? "Every core is in use: make " + heaviest() + " cheaper, or use more cores."
                        : "More workers, or make " + heaviest() + " cheaper.";
            case HAND_OVER, UNEXPLAINED -> "No stage explains the wait; see how busy the machine is.";
        };
    }

    private String heaviest() {
        return stages.stream()
                .max(Comparator.comparingDouble(StageRate::msPerBatch))
                .map(StageRate::name)
                .orElse("the stages");
    }
}
