package io.narrows.data.verdict;

import io.narrows.data.profile.ConsumerFigures;
import io.narrows.data.profile.GroupFigures;
import io.narrows.data.profile.LoaderCounts;
import io.narrows.data.profile.StageKind;
import io.narrows.data.profile.StageTime;
import io.narrows.data.profile.WaitCause;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A loader with two groups of workers on a made-up clock, as a flow: what the first has done is a stock for the second, up to a bound;
 * the second keeps nothing back from the consumer.
 */
final class TwoGroups {
    private static final double STEP_MS = 0.1;
    private static final int BATCH = 8;

    private final double firstMs;
    private final double secondMs;
    private final double consumerMs;
    private final double mostStock;
    private double nowMs;
    private double stock;
    private double firstDone;
    private double secondDone;
    private double firstServiceMs;
    private double secondServiceMs;
    private double firstWallMs;
    private double secondWallMs;
    private double heldBackMs;
    private double waitMs;
    private boolean asleep;

    /** Once there is no room, the first group sleeps until the stock is this. */
    double wakesAt = Double.POSITIVE_INFINITY;

    /** Batches after which the first group has nothing left to do and ends. */
    double data = Double.POSITIVE_INFINITY;

    /** Workers of each; a test may change them. */
    int first = 1;

    int second = 1;

    /** All in ms of a batch, and the stock in batches. */
    TwoGroups(double firstMs, double secondMs, double consumerMs, double mostStock) {
        this.firstMs = firstMs;
        this.secondMs = secondMs;
        this.consumerMs = consumerMs;
        this.mostStock = mostStock;
    }

    TwoGroups run(double ms) {
        for (double end = nowMs + ms; nowMs < end; nowMs += STEP_MS) {
            double out = Math.min(Math.min(STEP_MS * second / secondMs, stock), STEP_MS / consumerMs);
            if (firstDone >= data) {
                first = 0;
            }
            double room = mostStock - stock + out;
            double in = asleep ? 0 : Math.min(STEP_MS * first / firstMs, room);
            stock += in - out;
            asleep = (asleep || stock >= mostStock) && stock > wakesAt;
            firstDone += in;
            secondDone += out;
            firstServiceMs += in * firstMs;
            secondServiceMs += out * secondMs;
            firstWallMs += first * STEP_MS;
            secondWallMs += second * STEP_MS;
            heldBackMs += first * STEP_MS - in * firstMs;
            waitMs += STEP_MS - out * consumerMs;
        }
        return this;
    }

    LoaderCounts counts() {
        Map<WaitCause, Long> causes = new EnumMap<>(WaitCause.class);
        for (WaitCause cause : WaitCause.values()) {
            causes.put(cause, 0L);
        }
        causes.put(WaitCause.CPU, ns(waitMs));
        long batches = Math.round(secondDone);
        ConsumerFigures consumer = new ConsumerFigures(
                "works",
                0,
                0,
                0,
                batches,
                batches * BATCH,
                batches,
                ns(nowMs),
                ns(nowMs - waitMs),
                0,
                causes,
                batches,
                ns(nowMs),
                ns(nowMs - waitMs),
                causes,
                0,
                0,
                0,
                List.of());
        return new LoaderCounts(
                ns(nowMs),
                0,
                consumer,
                List.of(
                        group("load", StageKind.DECODE, first, firstWallMs, heldBackMs, firstServiceMs, firstDone),
                        group("second", StageKind.TRANSFORM, second, secondWallMs, 0, secondServiceMs, secondDone)));
    }

    /** It waits on something else than a core, so that two can do more than two. */
    private static GroupFigures group(
            String name, StageKind kind, int workers, double wallMs, double heldBackMs, double serviceMs, double done) {
        return new GroupFigures(
                name,
                workers,
                Map.of(),
                ns(wallMs),
                ns(wallMs - heldBackMs - serviceMs),
                ns(heldBackMs),
                0,
                List.of(new StageTime(name, kind, ns(serviceMs))),
                Math.round(done),
                Math.round(done * BATCH),
                Math.round(done),
                0,
                0);
    }

    private static long ns(double ms) {
        return Math.round(ms * 1e6);
    }
}
