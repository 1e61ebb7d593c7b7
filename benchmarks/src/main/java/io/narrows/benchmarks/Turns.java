package io.narrows.benchmarks;

import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.MeanIntervals;
import io.narrows.benchmarks.loader.EpochResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Several that do the same, measured in turns; another begins each round. A round is one observation of each. */
final class Turns {
    private final Map<String, Callable<EpochResult>> arms = new LinkedHashMap<>();
    private final Map<String, double[]> perS = new LinkedHashMap<>();
    private final Consumer<EpochResult> check;

    /** @param check throws when a result cannot be right */
    Turns(Consumer<EpochResult> check) {
        this.check = check;
    }

    /** A check that everything was read, once in each pass: documents 0 to {@code samples - 1}, summed by their number. */
    static Consumer<EpochResult> allOf(long samples) {
        return result -> {
            long passes = result.samples() / samples;
            if (result.samples() != passes * samples || result.sum() != passes * (samples * (samples - 1) / 2)) {
                throw new IllegalStateException("a pass over " + samples + " samples is not what was read: " + result);
            }
        };
    }

    void add(String name, Callable<EpochResult> arm) {
        arms.put(name, arm);
    }

    void play(int rounds) throws Exception {
        arms.keySet().forEach(name -> perS.put(name, new double[rounds]));
        List<String> order = new ArrayList<>(arms.keySet());
        for (int round = 0; round < rounds; round++) {
            for (String name : order) {
                EpochResult result = Objects.requireNonNull(arms.get(name)).call();
                check.accept(result);
                of(name)[round] = result.perS();
            }
            Collections.rotate(order, 1);
        }
    }

    boolean has(String name) {
        return perS.containsKey(name);
    }

    /** Samples a second of one. */
    Estimate perS(String name) {
        double[] values = of(name);
        double[] ones = new double[values.length];
        Arrays.fill(ones, 1);
        return MeanIntervals.ratioOfPairs(values, ones);
    }

    /** How many times as fast as another one is, of the same rounds. */
    Estimate ratio(String name, String other) {
        return MeanIntervals.ratioOfPairs(of(name), of(other));
    }

    private double[] of(String name) {
        return Objects.requireNonNull(perS.get(name), name);
    }
}
