package io.narrows.benchmarks.pipelines;

import io.narrows.profiler.Trace;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A request on its way through a pipeline, with the work that was drawn for it. */
final class Request {
    private static final int MAX_STEPS = 16;

    final double gap;
    final int tokens;
    final long input;
    final double luck;
    private final double[] draws = new double[MAX_STEPS];

    @Nullable
    Trace trace;

    Request(long seed, int number, int inputs) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        gap = exponential(random);
        tokens = 8 + (int) (24 * exponential(random));
        double popular = random.nextDouble();
        input = inputs == 0 ? 0 : (long) (popular * popular * inputs);
        luck = random.nextDouble();
        for (int i = 0; i < MAX_STEPS; i++) {
            draws[i] = random.nextDouble();
        }
    }

    private static double exponential(SplittableRandom random) {
        return -Math.log(1 - random.nextDouble());
    }

    Trace trace() {
        return Objects.requireNonNull(trace);
    }

    /** By how much a step takes longer or shorter for it. */
    double factor(int step, double spread) {
        double drawn = draws[step % MAX_STEPS];
        return spread >= 1 ? -Math.log(1 - drawn) : 1 + spread * (2 * drawn - 1);
    }
}
