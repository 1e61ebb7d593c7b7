package io.narrows.data.verdict;

import io.narrows.data.profile.ConsumerFigures;
import io.narrows.data.profile.GroupFigures;
import io.narrows.data.profile.LoaderCounts;
import io.narrows.data.profile.StageKind;
import io.narrows.data.profile.StageTime;
import io.narrows.data.profile.WaitCause;
import io.narrows.profiler.NanoClock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A loader on a made-up clock: one group of workers that decode and one consumer, a queue of some batches between them. Times vary at
 * random, deterministically. Batches start in order and are delivered in order.
 */
final class SimulatedLoader implements Tunable, NanoClock {
    private static final int FEW = 8;

    private final SplittableRandom random = new SplittableRandom(5);
    private final double decodeMs;
    private final double consumeMs;
    private final int cores;
    private final int most;
    private int workers;

    private final int depth;
    private final double[] readyMs;
    private final double[] takenMs;
    private final double[] freeMs;
    private double nowMs = 1;
    private double producedMs;
    private int produced;
    private int taken;
    private double waitMs;
    private double ownMs;
    private double serviceMs;
    private double slow = 1;

    SimulatedLoader(double decodeMs, double consumeMs, int workers, int cores, int most) {
        this(decodeMs, consumeMs, workers, cores, most, FEW);
    }

    /** @param depth batches that the queue holds */
    SimulatedLoader(double decodeMs, double consumeMs, int workers, int cores, int most, int depth) {
        this.depth = depth;
        readyMs = new double[depth];
        takenMs = new double[depth];
        this.decodeMs = decodeMs;
        this.consumeMs = consumeMs;
        this.workers = workers;
        this.cores = cores;
        this.most = most;
        freeMs = new double[most];
    }

    /** From now on each worker more makes all of them slower: the prediction cannot know that. */
    void contend(double factor) {
        slow = factor;
    }

    /** The consumer takes a batch and works on it. */
    void step() {
        while (produced == taken) {
            produce();
        }
        double ready = readyMs[taken % depth];
        waitMs += Math.max(0, ready - nowMs);
        nowMs = Math.max(nowMs, ready);
        takenMs[taken % depth] = nowMs;
        taken++;
        double own = vary(consumeMs);
        ownMs += own;
        nowMs += own;
        while (produced - taken < depth && Math.max(earliestFree(), takenMs[produced % depth]) < nowMs) {
            produce();
        }
    }

    private void produce() {
        int worker = 0;
        for (int i = 1; i < workers; i++) {
            worker = freeMs[i] < freeMs[worker] ? i : worker;
        }
        double service = vary(decodeMs) * Math.pow(slow, workers - 1);
        // More workers than cores: all of them progress more slowly.
        double lasts = service * Math.max(1, (double) workers / cores);
        freeMs[worker] = Math.max(freeMs[worker], takenMs[produced % depth]) + lasts;
        serviceMs += service;
        producedMs = Math.max(producedMs, freeMs[worker]);
        readyMs[produced % depth] = producedMs;
        produced++;
    }

    private double earliestFree() {
        double earliest = Double.MAX_VALUE;
        for (int i = 0; i < workers; i++) {
            earliest = Math.min(earliest, freeMs[i]);
        }
        return earliest;
    }

    private double vary(double ms) {
        return ms * (0.9 + 0.2 * random.nextDouble());
    }

    /** Batches that are there now. */
    long ready() {
        int ready = 0;
        while (taken + ready < produced && readyMs[(taken + ready) % depth] <= nowMs) {
            ready++;
        }
        return ready;
    }

    LoaderCounts counts() {
        Map<WaitCause, Long> causes = new EnumMap<>(WaitCause.class);
        for (WaitCause cause : WaitCause.values()) {
            causes.put(cause, 0L);
        }
        causes.put(WaitCause.CPU, ns(waitMs));
        ConsumerFigures consumer = new ConsumerFigures(
                "works",
                0,
                0,
                0,
                taken,
                taken,
                taken,
                ns(waitMs + ownMs),
                ns(ownMs),
                0,
                causes,
                taken,
                ns(waitMs + ownMs),
                ns(ownMs),
                causes,
                0,
                0,
                0,
                List.of());
        GroupFigures group = new GroupFigures(
                "load",
                workers,
                Map.of(),
                ns(serviceMs),
                0,
                0,
                0,
                List.of(
                        new StageTime("read", StageKind.READ, 0),
                        new StageTime("decode", StageKind.DECODE, ns(serviceMs))),
                taken,
                taken,
                taken,
                ns(serviceMs),
                0);
        return new LoaderCounts(nanoTime(), ns(serviceMs), consumer, List.of(group));
    }

    private static long ns(double ms) {
        return Math.round(ms * 1e6);
    }

    @Override
    public long nanoTime() {
        return ns(nowMs);
    }

    @Override
    public String name() {
        return "load";
    }

    @Override
    public int workers() {
        return workers;
    }

    @Override
    public int mostWorkers() {
        return most;
    }

    @Override
    public void workers(int number) {
        for (int i = workers; i < number; i++) {
            freeMs[i] = nowMs;
        }
        workers = number;
    }
}
