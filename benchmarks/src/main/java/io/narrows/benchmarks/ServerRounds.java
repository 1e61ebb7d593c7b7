package io.narrows.benchmarks;

import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.MeanIntervals;
import io.narrows.experiment.Calibration;
import io.narrows.experiment.LoadListener;
import io.narrows.experiment.ServerProcess;
import io.narrows.experiment.Target;
import io.narrows.experiment.Texts;
import io.narrows.experiment.WorkloadOptions;
import io.narrows.log.RunDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A server with profiling and one without, both started afresh for every round. Within a round only one at a time is under
 * load, in the order ABBA, with the same texts at the same moments. A process keeps the luck of its start (what was
 * compiled how, what lies where) for as long as it lives, so the round is the observation, not the slice.
 */
final class ServerRounds {
    private static final String MODEL = "minilm";
    private static final int CONCURRENCY = 16;
    private static final double LOADED_SHARE = 0.5;
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Bench bench;
    private final Shape shape;
    private final boolean control;
    private final List<Slice> on = new ArrayList<>();
    private final List<Slice> off = new ArrayList<>();
    private double idleOnMsPerS = Double.NaN;
    private double idleOffMsPerS = Double.NaN;
    private @Nullable RunDirectory lastRun;

    /**
     * How long it takes.
     *
     * @param rounds rounds
     * @param warmUp how long each server is saturated before its round counts
     * @param loaded length of a slice at half of what is sustained
     * @param saturated length of a slice as fast as it goes
     * @param idle how long both are looked at without load, in the last round; zero for not at all
     */
    record Shape(int rounds, Duration warmUp, Duration loaded, Duration saturated, Duration idle) {

        /** The shortest that shows anything. */
        static Shape shortest(int rounds) {
            return new Shape(
                    rounds, Duration.ofSeconds(4), Duration.ofSeconds(2), Duration.ofMillis(1500), Duration.ZERO);
        }
    }

    /**
     * @param bench where
     * @param shape how long
     * @param control whether neither profiles, so that what is left is the machine's noise
     */
    ServerRounds(Bench bench, Shape shape, boolean control) {
        this.bench = bench;
        this.shape = shape;
        this.control = control;
    }

    ServerRounds run() throws Exception {
        for (int round = 1; round <= shape.rounds(); round++) {
            RunDirectory before = lastRun;
            if (before != null) {
                Bench.delete(before.path());
            }
            round(round);
        }
        return this;
    }

    private void round(int number) throws InterruptedException {
        Path run = bench.work().resolve("on-" + number);
        String[] profiling = control ? new String[] {"--no-profiling"} : new String[] {"--run", run.toString()};
        boolean onFirst = number % 2 == 1;
        try (ServerProcess one = onFirst ? bench.server("on", profiling) : bench.server("off", "--no-profiling");
                ServerProcess two = onFirst ? bench.server("off", "--no-profiling") : bench.server("on", profiling)) {
            ServerProcess profiled = onFirst ? one : two;
            ServerProcess plain = onFirst ? two : one;
            double rate = LOADED_SHARE * Math.min(warmUp(one), warmUp(two));
            bench.say(String.format(Locale.ROOT, "servers, round %d of %d at %.1f/s", number, shape.rounds(), rate));
            LoadSlice load = new LoadSlice(rate, shape.loaded(), shape.saturated(), CONCURRENCY);
            List<Slice> here = new ArrayList<>();
            for (ServerProcess server : List.of(one, two, two, one)) {
                // The two halves differ in their texts; the two servers of a half do not.
                here.add(load.run(target(server), server, 2 * number + here.size() / 2));
            }
            Slice first = here.get(0).plus(here.get(3));
            Slice second = here.get(1).plus(here.get(2));
            on.add(onFirst ? first : second);
            off.add(onFirst ? second : first);
            if (number == shape.rounds() && !shape.idle().isZero()) {
                idle(profiled, plain);
            }
            profiled.stop(STOP);
            plain.stop(STOP);
        }
        lastRun = control ? null : RunDirectory.open(run);
    }

    private double warmUp(ServerProcess server) {
        return new Calibration(target(server), Texts.builtIn(), WorkloadOptions.defaults(1), CONCURRENCY)
                .maxPerS(shape.warmUp().dividedBy(2), shape.warmUp().dividedBy(2), LoadListener.NONE);
    }

    private void idle(ServerProcess profiled, ServerProcess plain) throws InterruptedException {
        bench.say("both idle");
        Duration beforeOn = profiled.processorTime();
        Duration beforeOff = plain.processorTime();
        TimeUnit.MILLISECONDS.sleep(shape.idle().toMillis());
        double seconds = shape.idle().toNanos() / 1e9;
        idleOnMsPerS = profiled.processorTime().minus(beforeOn).toNanos() / 1e6 / seconds;
        idleOffMsPerS = plain.processorTime().minus(beforeOff).toNanos() / 1e6 / seconds;
    }

    /** Processor time while idle with profiling, in ms/s; NaN when it was not looked at. */
    double idleOnMsPerS() {
        return idleOnMsPerS;
    }

    double idleOffMsPerS() {
        return idleOffMsPerS;
    }

    /** The run of the last round, or null where neither profiled. */
    @Nullable
    RunDirectory lastRun() {
        return lastRun;
    }

    /** On divided by off, with its interval over the rounds. */
    Estimate ratio(ToDoubleFunction<Slice> metric) {
        return MeanIntervals.ratioOfPairs(values(on, metric), values(off, metric));
    }

    /** The mean over the rounds without profiling. */
    Estimate off(ToDoubleFunction<Slice> metric) {
        double[] values = values(off, metric);
        double[] ones = new double[values.length];
        Arrays.fill(ones, 1);
        return MeanIntervals.ratioOfPairs(values, ones);
    }

    private static Target target(ServerProcess server) {
        return Target.of(server.url(), MODEL);
    }

    private static double[] values(List<Slice> slices, ToDoubleFunction<Slice> metric) {
        return slices.stream().mapToDouble(metric).toArray();
    }
}
