package io.narrows.benchmarks;

import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.MeanIntervals;
import io.narrows.benchmarks.recording.Burst;
import io.narrows.benchmarks.recording.Clock;
import io.narrows.benchmarks.recording.FlightRecorder;
import io.narrows.benchmarks.recording.Off;
import io.narrows.benchmarks.recording.OpenProfiler;
import io.narrows.benchmarks.recording.OpenTelemetrySpans;
import io.narrows.benchmarks.recording.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The rows that JMH measures. In each round every benchmark runs once, in a fresh process; ratios are of values of one
 * round. Of a process the median burst counts, for the peers too: a burst in which a thread lost its core to another
 * process says nothing about recording.
 */
final class HotPath {

    private enum Measured {
        STAGE(Recorded.class, "stage", 1, Burst.EVENTS),
        STAGE_2(Recorded.class, "stage", 2, Burst.EVENTS),
        ENTER_LEAVE(Recorded.class, "enterLeave", 1, Burst.PAIRS),
        READINGS(Clock.class, "twoReadings", 1, Burst.PAIRS),
        READINGS_2(Clock.class, "twoReadings", 2, Burst.PAIRS),
        JFR(FlightRecorder.class, "event", 1, Burst.EVENTS),
        OTEL(OpenTelemetrySpans.class, "span", 1, Burst.EVENTS),
        OFF(Off.class, "stage", 1, 1),
        NOTHING(Off.class, "nothing", 1, 1);

        private final String name;
        private final int threads;
        private final int perInvocation;

        Measured(Class<?> type, String method, int threads, int perInvocation) {
            this.name = type.getName() + "." + method;
            this.threads = threads;
            this.perInvocation = perInvocation;
        }
    }

    /** What the calls of one kind cost, in ns, one value a round. */
    private final Map<Measured, double[]> ns = new EnumMap<>(Measured.class);

    private final Bench bench;
    private final int rounds;
    private final TimeValue warmUp;
    private final TimeValue measured;

    HotPath(Bench bench) {
        this.bench = bench;
        // Two iterations, since the second one makes the compiler think again of what it assumed in the first.
        rounds = 10; // fewer give no interval
        warmUp = TimeValue.milliseconds(bench.quick() ? 1000 : 1500);
        measured = TimeValue.milliseconds(bench.quick() ? 300 : 700);
    }

    List<Row> run() throws RunnerException, IOException {
        for (Measured each : Measured.values()) {
            ns.put(each, new double[rounds]);
        }
        for (int round = 0; round < rounds; round++) {
            bench.say(String.format(Locale.ROOT, "hot path, round %d of %d", round + 1, rounds));
            List<Measured> order = new ArrayList<>(List.of(Measured.values()));
            if (round % 2 == 1) {
                Collections.reverse(order);
            }
            for (Measured each : order) {
                of(each)[round] = fork(each);
            }
        }
        return rows();
    }

    private double fork(Measured what) throws RunnerException {
        Options options = new OptionsBuilder()
                .include("^" + what.name.replace(".", "\\.") + "$")
                .mode(what.perInvocation == 1 ? Mode.AverageTime : Mode.SampleTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .threads(what.threads)
                .forks(1)
                .warmupIterations(2)
                .warmupTime(warmUp)
                .measurementIterations(1)
                .measurementTime(measured)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .jvmArgsAppend(
                        "-D" + OpenProfiler.WORK + "=" + bench.work(),
                        "-Djava.io.tmpdir=" + bench.work(),
                        "-Xms512m",
                        "-Xmx512m")
                .build();
        Collection<RunResult> results = new Runner(options).run();
        if (results.size() != 1) {
            throw new IllegalStateException(what.name + " gave " + results.size() + " results, not 1");
        }
        var result = results.iterator().next().getPrimaryResult();
        double value = what.perInvocation == 1
                ? result.getScore()
                : result.getStatistics().getPercentile(50);
        return value / what.perInvocation;
    }

    private List<Row> rows() throws IOException {
        Map<String, double[]> drops = drops();
        String recorded = note(drops, Measured.STAGE);
        List<Row> rows = new ArrayList<>();
        rows.add(Row.atMost("stage / JFR event", ratio(Measured.STAGE, Measured.JFR), "", 0.40, recorded));
        rows.add(Row.atMost(
                "enter + leave / JFR event",
                ratio(Measured.ENTER_LEAVE, Measured.JFR),
                "",
                0.70,
                note(drops, Measured.ENTER_LEAVE)));
        rows.add(Row.atMost("stage / OpenTelemetry span", ratio(Measured.STAGE, Measured.OTEL), "", 0.15, recorded));
        rows.add(Row.atMost(
                "enter + leave / two clock readings",
                ratio(Measured.ENTER_LEAVE, Measured.READINGS),
                "",
                1.25,
                note(drops, Measured.ENTER_LEAVE)));
        rows.add(Row.atMost(
                "stage, 2 threads / 1 thread",
                ratio(Measured.STAGE_2, Measured.STAGE),
                "",
                1.15,
                note(drops, Measured.STAGE_2)));
        rows.add(Row.informs(
                "control: clock readings, 2 threads / 1 thread",
                ratio(Measured.READINGS_2, Measured.READINGS),
                "",
                "what two threads take from each other on this machine anyway"));
        rows.add(Row.atMost("stage, profiler disabled", off(), "ns", 2, "an empty method subtracted"));
        rows.add(Row.informs("stage", mean(Measured.STAGE), "ns", "one boundary, one clock reading"));
        rows.add(Row.informs("enter + leave", mean(Measured.ENTER_LEAVE), "ns", ""));
        rows.add(Row.informs("two clock readings", mean(Measured.READINGS), "ns", ""));
        rows.add(Row.informs("JFR event", mean(Measured.JFR), "ns", "3 fields, no stack trace, recording to disk"));
        rows.add(Row.informs(
                "OpenTelemetry span", mean(Measured.OTEL), "ns", "child of the current span, batched, no exporter"));
        return rows;
    }

    /* A round's difference can be below zero by noise; the sum over the rounds is what counts. */
    private Estimate off() {
        double[] difference = of(Measured.OFF).clone();
        for (int round = 0; round < rounds; round++) {
            difference[round] -= of(Measured.NOTHING)[round];
        }
        return MeanIntervals.ratioOfPairs(difference, ones());
    }

    private Estimate ratio(Measured above, Measured below) {
        return MeanIntervals.ratioOfPairs(of(above), of(below));
    }

    private Estimate mean(Measured what) {
        return MeanIntervals.ratioOfPairs(of(what), ones());
    }

    private double[] of(Measured what) {
        double[] values = ns.get(what);
        if (values == null) {
            throw new IllegalStateException(what + " was not measured");
        }
        return values;
    }

    private double[] ones() {
        double[] ones = new double[rounds];
        Arrays.fill(ones, 1);
        return ones;
    }

    /* Per benchmark: records written and records dropped, of all its processes. */
    private Map<String, double[]> drops() throws IOException {
        Map<String, double[]> sums = new HashMap<>();
        Path counts = bench.work().resolve(OpenProfiler.COUNTS);
        for (String line : Files.readAllLines(counts)) {
            String[] fields = line.split(" ", -1);
            double[] sum = sums.computeIfAbsent(fields[0], name -> new double[2]);
            sum[0] += Double.parseDouble(fields[1]);
            sum[1] += Double.parseDouble(fields[2]);
        }
        return sums;
    }

    private String note(Map<String, double[]> drops, Measured what) {
        double[] sum = drops.getOrDefault(what.name, new double[2]);
        return String.format(Locale.ROOT, "%d rounds; %.0f records, %.0f dropped", rounds, sum[0], sum[1]);
    }
}
