package io.narrows.data.verdict;

import io.narrows.data.profile.LoaderCounts;
import io.narrows.profiler.NanoClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives a running loader more workers where that pays: asks the verdict, applies what it advises most, measures with and without
 * it in turns, keeps it or takes it back, and goes on until nothing is advised.
 *
 * <p>Called by the consumer's thread behind each batch; between windows that is one reading of the clock. Has no thread of its
 * own. {@link #trials} may be asked by any thread.
 */
public final class Autotune {
    /*
     * One trial, with two rounds:
     *
     *   watch      settle  with     settle  before   settle  with
     *   |--------| |.....| |------| |.....| |------| |.....| |------|
     *   the verdict advises                                        kept, or taken back
     *
     * Each window is cut into PARTS, whose rates are compared, as far as they last (Lasting). What the machine does meanwhile meets
     * both sides. What is ready in queues when workers become fewer was made by more of them, and the consumer would live on it for
     * a while: so settling goes on until the consumer has waited once, or no less is ready than one settling before, that is, until nothing is used up any
     * more. A change that was taken back is not tried again with the same number of workers.
     */
    private static final int PARTS = 4;

    private final Supplier<LoaderCounts> counts;
    private final LongSupplier readySamples;
    private final List<Tunable> groups;
    private final int cores;
    private final AutotuneConfig config;
    private final NanoClock clock;
    private final List<Trial> trials = new ArrayList<>();
    private final Map<String, Integer> rejected = new HashMap<>();

    private final List<LoaderCounts> marks = new ArrayList<>();
    private final List<Double> before = new ArrayList<>();
    private final List<Double> with = new ArrayList<>();
    private long nextNs;
    private boolean settling = true;
    private long waitedNs;
    private long ready;
    private int phase;
    private @Nullable Advice tried;
    private @Nullable Tunable group;

    /**
     * Begins to watch.
     *
     * @param counts of the loader, as {@link io.narrows.data.profile.LoaderMeters#counts} gives them
     * @param readySamples that the consumer could take without waiting
     * @param groups that may be changed; others are left alone
     * @param cores that the process may use
     * @param clock of the counts
     */
    public Autotune(
            Supplier<LoaderCounts> counts,
            LongSupplier readySamples,
            List<Tunable> groups,
            int cores,
            AutotuneConfig config,
            NanoClock clock) {
        this.counts = counts;
        this.readySamples = readySamples;
        this.groups = List.copyOf(groups);
        this.cores = cores;
        this.config = config;
        this.clock = clock;
        nextNs = clock.nanoTime() + config.settle().toNanos();
    }

    /** A batch was delivered. */
    public void afterBatch() {
        long now = clock.nanoTime();
        if (now < nextNs) {
            return;
        }
        LoaderCounts mark = counts.get();
        if (settling) {
            if (mark.consumer().steadyBatches() == 0 || usesUp(mark)) {
                nextNs = now + config.settle().toNanos();
                return;
            }
            settling = false;
            marks.clear();
        }
        marks.add(mark);
        nextNs = now + config.window().toNanos() / PARTS;
        if (marks.size() > PARTS) {
            windowEnded(now);
        }
    }

    /** Whether the consumer still lives on what was made before the change. */
    private boolean usesUp(LoaderCounts mark) {
        long readyBefore = ready;
        ready = readySamples.getAsLong();
        return mark.consumer().waitNs() <= waitedNs && ready < readyBefore;
    }

    private void windowEnded(long now) {
        Advice advice = tried;
        Tunable changed = group;
        List<Double> rates = rates();
        if (advice == null || changed == null) {
            watched(rates, now);
            return;
        }
        (phase % 2 == 1 ? with : before).addAll(rates);
        phase++;
        if (phase < 2 * config.rounds()) {
            changed.workers(advice.workers() + phase % 2);
            settle(now);
            return;
        }
        decide(advice, changed);
        settle(now);
    }

    private void watched(List<Double> rates, long now) {
        for (Advice advice : Verdict.of(marks, cores).advice()) {
            Tunable tunable = groups.stream()
                    .filter(one -> one.name().equals(advice.group()))
                    .findFirst()
                    .orElse(null);
            if (tunable != null
                    && advice.workers() == tunable.workers()
                    && advice.workers() < tunable.mostWorkers()
                    && advice.gain().value() > config.least()
                    && rejected.getOrDefault(advice.group(), -1) != advice.workers()) {
                tried = advice;
                group = tunable;
                before.addAll(rates);
                phase = 1;
                tunable.workers(advice.workers() + 1);
                break;
            }
        }
        settle(now);
    }

    private void decide(Advice advice, Tunable changed) {
        Gain measured = Spread.ratio(array(before), array(with));
        boolean kept = measured.surelyAbove(0) && measured.value() > config.least();
        changed.workers(advice.workers() + (kept ? 1 : 0));
        if (!kept) {
            rejected.put(advice.group(), advice.workers());
        }
        synchronized (trials) {
            trials.add(
                    new Trial(advice.group(), advice.workers(), advice.workers() + 1, advice.gain(), measured, kept));
        }
        tried = null;
        group = null;
        before.clear();
        with.clear();
    }

    private void settle(long now) {
        settling = true;
        waitedNs = marks.get(marks.size() - 1).consumer().waitNs();
        ready = readySamples.getAsLong();
        marks.clear();
        nextNs = now + config.settle().toNanos();
    }

    /** Batches in a second that last, part by part. */
    private List<Double> rates() {
        return Lasting.rates(marks);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The trials that have ended, in their order. */
    public List<Trial> trials() {
        synchronized (trials) {
            return List.copyOf(trials);
        }
    }

    /** A line for each trial, predicted beside measured; empty without any. */
    public String text() {
        StringBuilder out = new StringBuilder();
        trials().forEach(trial -> out.append(trial.text()).append(System.lineSeparator()));
        return out.toString();
    }
}
