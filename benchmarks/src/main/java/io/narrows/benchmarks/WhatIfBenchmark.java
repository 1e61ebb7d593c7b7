package io.narrows.benchmarks;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.benchmarks.pipelines.Pipeline;
import io.narrows.benchmarks.pipelines.PipelineSpec;
import io.narrows.benchmarks.pipelines.Pipelines;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.whatif.Baseline;
import io.narrows.whatif.Model;
import io.narrows.whatif.ModelRecorder;
import io.narrows.whatif.Prediction;
import io.narrows.whatif.Quantity;
import io.narrows.whatif.WhatIf;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Back-test of the what-if: pipelines of real threads and queues are recorded, what a change would do is predicted from the
 * log, the change is made, and the same arrivals and work pass again. Pipelines that sleep run side by side, those that burn
 * processors alone.
 */
final class WhatIfBenchmark implements Benchmark {
    private static final String SPEED = "--speed";
    private static final int REQUESTS = 6_000;
    private static final int REQUESTS_QUICK = 1_500;
    private static final int SIDE_BY_SIDE = 6;
    private static final int WARM_UP = 500;

    private static final double P99_TARGET = 7;
    private static final double THROUGHPUT_TARGET = 4;
    private static final double INSIDE_TARGET = 90;

    private final List<Double> p99Errors = new ArrayList<>();
    private final List<Double> throughputErrors = new ArrayList<>();
    private final List<Double> differences = new ArrayList<>();
    private final Set<PipelineSpec> compared = new HashSet<>();
    private int inside;
    private int measured;
    private int refused;

    @Override
    public Set<String> options() {
        return Set.of(SPEED);
    }

    @Override
    public List<Row> run(Bench bench) throws Exception {
        List<Row> rows = new ArrayList<>();
        if (!bench.options().contains(SPEED)) {
            backTest(bench, rows);
        }
        rows.addAll(WhatIfSpeed.rows());
        return rows;
    }

    /**
     * One run of a pipeline.
     *
     * @param copy 0, or 1 for the second run of the same
     */
    private record Run(PipelineSpec spec, int copy) {}

    private void backTest(Bench bench, List<Row> rows) throws InterruptedException, ExecutionException {
        int requests = bench.quick() ? REQUESTS_QUICK : REQUESTS;
        List<Intervention> interventions = Intervention.all();
        Map<Run, Path> runs = new LinkedHashMap<>();
        for (Intervention one : interventions) {
            PipelineSpec before = one.before().requests(requests);
            for (Run run : List.of(new Run(before, 0), new Run(one.made().apply(before), 0), new Run(before, 1))) {
                runs.putIfAbsent(run, bench.work().resolve("run-" + runs.size()));
            }
        }
        // Loads and compiles what all of them run, so that the first are like the others.
        Pipeline.run(Pipelines.server().requests(WARM_UP), bench.work().resolve("warm-up"));
        record(bench, runs);
        for (Intervention one : interventions) {
            PipelineSpec before = one.before().requests(requests);
            again(runs, before, rows);
            row(one, path(runs, before, 0), path(runs, one.made().apply(before), 0), rows);
        }
        double noise = median(differences);
        rows.add(Row.value("the same again: p99, median difference", noise, "%", "what no prediction can know"));
        rows.add(limit("p99, median error", median(p99Errors), P99_TARGET, noise));
        rows.add(limit("throughput, median error", median(throughputErrors), THROUGHPUT_TARGET, noise));
        rows.add(Row.atLeast(
                "measured values inside the interval",
                exact(100.0 * inside / Math.max(1, measured)),
                "%",
                INSIDE_TARGET,
                inside + " of " + measured + ": p50, p99 and throughput of each"));
        rows.add(Row.exactly("changes that could not be predicted", refused, "", 0, ""));
    }

    private static Path path(Map<Run, Path> runs, PipelineSpec spec, int copy) {
        return Objects.requireNonNull(runs.get(new Run(spec, copy)));
    }

    /** A miss on a machine on which the same pipeline differs from itself by half the limit says nothing. */
    private Row limit(String name, double value, double limit, double noise) {
        Row row = Row.limit(name, value, "%", limit, p99Errors.size() + " predictions");
        return row.holds() == Row.Holds.NO && noise > limit / 2
                ? new Row(name, value, "%", null, null, row.target(), Row.Holds.CANNOT_TELL, "the machine is too noisy")
                : row;
    }

    /** The control: how much a second run of the same differs. */
    private void again(Map<Run, Path> runs, PipelineSpec spec, List<Row> rows) {
        if (!compared.add(spec)) {
            return;
        }
        double first = observed(path(runs, spec, 0)).p99Ms();
        double second = observed(path(runs, spec, 1)).p99Ms();
        double difference = 100 * Math.abs(second / first - 1);
        differences.add(difference);
        rows.add(Row.value(
                spec.name() + ": the same again, p99",
                second,
                "ms",
                String.format(Locale.ROOT, "before %.4g, difference %.1f %%", first, difference)));
    }

    private static Baseline.Figures observed(Path directory) {
        return WhatIf.of(read(directory)).baseline().observed();
    }

    private static void record(Bench bench, Map<Run, Path> runs) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        try {
            List<Future<?>> started = new ArrayList<>();
            runs.forEach((run, directory) -> {
                if (!run.spec().burns()) {
                    started.add(pool.submit(() -> {
                        Pipeline.run(run.spec(), directory);
                        return null;
                    }));
                }
            });
            int done = 0;
            for (Future<?> one : started) {
                one.get();
                bench.say("recorded " + ++done + " of " + runs.size() + " runs");
            }
            for (Map.Entry<Run, Path> run : runs.entrySet()) {
                if (run.getKey().spec().burns()) {
                    burn(bench, run.getKey().spec(), run.getValue());
                    bench.say("recorded " + ++done + " of " + runs.size() + " runs");
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** On a machine that has no processors left for it, it does not come to an end; its rows say so. */
    private static void burn(Bench bench, PipelineSpec spec, Path directory) throws InterruptedException {
        try {
            Pipeline.run(spec, directory);
        } catch (IllegalStateException e) {
            bench.say(String.valueOf(e.getMessage()));
        }
    }

    private void row(Intervention one, Path before, Path after, List<Row> rows) {
        WhatIf whatIf = WhatIf.of(read(before));
        if (!whatIf.predicts()) {
            refused++;
            rows.add(new Row(
                    one.name(),
                    Double.NaN,
                    "ms",
                    null,
                    null,
                    "",
                    Row.Holds.CANNOT_TELL,
                    "not run: " + whatIf.reason()));
            return;
        }
        Prediction predicted = whatIf.predict(one.change());
        Baseline.Figures truth = observed(after);
        rows.add(row(one.name() + ", p99", predicted.p99(), truth.p99Ms(), "ms", p99Errors));
        rows.add(row(one.name() + ", p50", predicted.p50(), truth.p50Ms(), "ms", new ArrayList<>()));
        rows.add(row(
                one.name() + ", throughput", predicted.throughput(), truth.throughputPerS(), "1/s", throughputErrors));
    }

    private Row row(String name, Quantity predicted, double truth, String unit, List<Double> errors) {
        double error = 100 * Math.abs(predicted.after().value() / truth - 1);
        errors.add(error);
        Double lo = predicted.after().lo();
        Double hi = predicted.after().hi();
        boolean in = lo != null && hi != null && lo <= truth && truth <= hi;
        measured++;
        inside += in ? 1 : 0;
        return Row.informs(
                name,
                predicted.after(),
                unit,
                String.format(
                        Locale.ROOT,
                        "%smeasured %.4g, error %.1f %%, before %.4g",
                        in ? "" : "OUTSIDE: ",
                        truth,
                        error,
                        predicted.before()));
    }

    static Model read(Path directory) {
        ModelRecorder recorder = new ModelRecorder(AnalysisOptions.allTraces());
        try (LogReader log = LogReader.open(RunDirectory.open(directory))) {
            for (LogDocument document : log) {
                recorder.accept(document);
            }
        }
        return recorder.finish();
    }

    private static Estimate exact(double value) {
        return new Estimate(value, value, value);
    }

    private static double median(List<Double> values) {
        return values.isEmpty()
                ? Double.NaN
                : values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
