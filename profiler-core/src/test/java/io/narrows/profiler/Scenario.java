package io.narrows.profiler;

import io.narrows.log.buffer.LossyEnd;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random use of traces and batches by way of the real handles; keeps the records that they wrote, in order of time. */
final class Scenario {
    private static final int TRACES = 6;
    private static final int BATCHES = 3;

    /** One record as a handle wrote it. */
    record Written(long number, long serial, long value, long meta) {}

    final List<Written> records = new ArrayList<>();

    /** Breakdown of each trace that ended, by serial. */
    final Map<Long, Breakdown> breakdowns = new HashMap<>();

    final Names names;
    private final Random random;
    private final boolean ticking;
    private long nowNs = 100;

    /**
     * Runs a scenario.
     *
     * @param seed decides everything
     * @param steps number of calls
     * @param ticking whether no two calls happen at the same nanosecond
     */
    Scenario(long seed, int steps, boolean ticking) {
        this.random = new Random(seed);
        this.ticking = ticking;
        Recorder recorder = new Recorder();
        names = recorder.names();
        Stage[] stages = new Stage[4];
        for (int i = 0; i < stages.length; i++) {
            stages[i] = names.stage("stage " + i, Segment.values()[i % 3]);
        }
        Attribute tokens = names.attribute("tokens", "");
        Trace[] traces = new Trace[TRACES];
        Batch[] batches = new Batch[BATCHES];
        long traceSerial = 0;
        long batchSerial = 0;
        for (int step = 0; step < steps; step++) {
            int t = random.nextInt(TRACES);
            if (traces[t] == null) {
                traces[t] = new Trace(recorder, ++traceSerial, 0, recorder.now(), 77, traceSerial);
            }
            int b = random.nextInt(BATCHES);
            if (batches[b] == null) {
                batches[b] = new Batch(recorder, ++batchSerial);
            }
            Stage stage = stages[random.nextInt(stages.length)];
            switch (random.nextInt(14)) {
                case 0, 1, 2 -> traces[t].enter(stage);
                case 3 -> traces[t].leave();
                case 4 -> traces[t].attribute(tokens, random.nextInt(100));
                case 5 -> {
                    if (random.nextBoolean()) {
                        traces[t].fail("reason ✓ that takes several records");
                    } else {
                        traces[t].mark();
                    }
                }
                case 6, 7 -> batches[b].add(traces[t], random.nextInt(9));
                case 8, 9 -> batches[b].enter(stage);
                case 10 -> batches[b].leave();
                case 11 -> batches[b].attribute(tokens, random.nextInt(100));
                case 12 -> {
                    traces[t].end();
                    breakdowns.put(traces[t].serial(), traces[t].breakdown());
                    traces[t] = null;
                }
                default -> {
                    if (random.nextInt(4) == 0) {
                        batches[b].fail();
                    }
                    batches[b].end();
                    batches[b] = null;
                }
            }
        }
    }

    private final class Recorder extends Recording {
        Recorder() {
            super(true);
        }

        @Override
        boolean recording() {
            return true;
        }

        @Override
        long now() {
            nowNs += ticking ? 1 + random.nextInt(5) : random.nextInt(3);
            return nowNs;
        }

        @Override
        ThreadBuffers.@Nullable Owner owner() {
            return null;
        }

        @Override
        boolean write(ThreadBuffers.@Nullable Owner mine, long number, long serial, long value, long meta) {
            records.add(new Written(number, serial, value, meta));
            return true;
        }

        @Override
        void misused() {
            throw new AssertionError("a scenario has no misuse");
        }

        @Override
        void endedWithLoss(LossyEnd end) {
            throw new AssertionError("nothing is lost here");
        }
    }
}
