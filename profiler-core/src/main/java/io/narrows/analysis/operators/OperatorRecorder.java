package io.narrows.analysis.operators;

import io.narrows.log.Operators;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Adds up what ran inside profiled forwards. Keeps the last batches; not thread-safe. No document makes it fail. */
public final class OperatorRecorder {

    /** Batches that are kept; more tell nothing new. */
    private static final int MOST_BATCHES = 1_024;

    private static final int RESAMPLES = 400;
    private static final long SEED = 0x6f7065726174L;

    /** With fewer batches the share has no interval. */
    private static final int ENOUGH_BATCHES = 8;

    private final List<Operators> batches = new ArrayList<>();

    /** Takes the next one. */
    public void add(Operators one) {
        if (one.forwardNs() <= 0) {
            return;
        }
        if (batches.size() == MOST_BATCHES) {
            batches.remove(0);
        }
        batches.add(one);
    }

    /** Sums of one row, batch by batch. */
    private static final class Sums {
        private final Set<String> layers = new HashSet<>();
        private final double[] ns;
        private double calls;
        private double bytes;
        private double deviceNs;
        private boolean bytesKnown = true;

        private Sums(int batches) {
            ns = new double[batches];
        }

        private void add(int batch, Operators.Time time) {
            layers.add(time.layer());
            ns[batch] += time.selfNs();
            calls += time.calls();
            deviceNs += time.deviceNs();
            bytesKnown &= time.bytes() >= 0;
            bytes += time.bytes();
        }
    }

    /** Says what was told of the model whose forwards took most time together: those of others have other layers. */
    public OperatorStatistics finish() {
        Map<String, List<Operators>> models = new TreeMap<>();
        for (Operators one : batches) {
            models.computeIfAbsent(one.engine(), engine -> new ArrayList<>()).add(one);
        }
        return models.values().stream()
                .max(Comparator.comparingDouble(OperatorRecorder::forwardNs))
                .map(most -> new Model(most).statistics(batches.size() - most.size()))
                .orElse(OperatorStatistics.NONE);
    }

    private static double forwardNs(List<Operators> batches) {
        return batches.stream().mapToDouble(Operators::forwardNs).sum();
    }

    /** Layers that differ only in a number are of one kind. */
    static String kind(String layer) {
        return layer.replaceAll("\\d+", "*");
    }

    /** The batches of one model. */
    private record Model(List<Operators> batches) {

        private OperatorStatistics statistics(int others) {
            double forwardNs = forwardNs(batches);
            double insideNs = 0;
            for (Operators one : batches) {
                insideNs +=
                        one.times().stream().mapToDouble(Operators.Time::selfNs).sum();
            }
            return new OperatorStatistics(
                    batches.get(0).engine(),
                    batches.size(),
                    others,
                    forwardNs / batches.size() / 1e6,
                    rows(Operators.Time::operator),
                    rows(time -> kind(time.layer())),
                    // Operators of several threads can take longer than the forward; then nothing is outside.
                    Math.max(0, 1 - insideNs / forwardNs));
        }

        private List<OperatorStatistics.Row> rows(Function<Operators.Time, String> name) {
            Map<String, Sums> sums = new TreeMap<>();
            for (int i = 0; i < batches.size(); i++) {
                for (Operators.Time time : batches.get(i).times()) {
                    sums.computeIfAbsent(name.apply(time), one -> new Sums(batches.size()))
                            .add(i, time);
                }
            }
            List<OperatorStatistics.Row> rows = new ArrayList<>();
            sums.forEach((key, sum) -> rows.add(row(key, sum)));
            rows.sort(Comparator.comparingDouble(OperatorStatistics.Row::msPerForward)
                    .reversed()
                    .thenComparing(OperatorStatistics.Row::name));
            return rows;
        }

        private OperatorStatistics.Row row(String name, Sums sums) {
            int n = batches.size();
            double share = share(sums.ns, null);
            double lo = share;
            double hi = share;
            if (n >= ENOUGH_BATCHES) {
                // Profiled batches are far from each other, so they are drawn one by one; the ratio of sums is what is
                // told.
                double[] drawn = new double[RESAMPLES];
                SplittableRandom random = new SplittableRandom(SEED);
                for (int i = 0; i < RESAMPLES; i++) {
                    drawn[i] = share(sums.ns, random);
                }
                Arrays.sort(drawn);
                lo = Math.min(share, drawn[(int) (0.025 * RESAMPLES)]);
                hi = Math.max(share, drawn[(int) (0.975 * RESAMPLES)]);
            }
            return new OperatorStatistics.Row(
                    name,
                    sums.layers.size(),
                    sums.calls / n,
                    Arrays.stream(sums.ns).sum() / n / 1e6,
                    share,
                    lo,
                    hi,
                    sums.bytesKnown ? sums.bytes / n : -1,
                    sums.deviceNs / n / 1e6);
        }

        /** Of all batches as they are, or of as many that are drawn. */
        private double share(double[] ns, @Nullable SplittableRandom random) {
            double part = 0;
            double whole = 0;
            for (int i = 0; i < ns.length; i++) {
                int batch = random == null ? i : random.nextInt(ns.length);
                part += ns[batch];
                whole += batches.get(batch).forwardNs();
            }
            return part / whole;
        }
    }
}
