package io.narrows.benchmarks;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.benchmarks.pipelines.Pipeline;
import io.narrows.benchmarks.pipelines.PipelineSpec;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    private static final double P99_TARGET = 7;
    private static final double THROUGHPUT_TARGET = 4;
    private static final double INSIDE_TARGET = 90;

    private final List<Double> p99Errors = new ArrayList<>();
    private final List<Double> throughputErrors = new ArrayList<>();
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
        rows.addAll(WhatIfSpeed.rows(bench));
        return rows;
    }

    private void backTest(Bench bench, List<Row> rows) throws InterruptedException, ExecutionException {
        int requests = bench.quick() ? REQUESTS_QUICK : REQUESTS;
        List<Intervention> interventions = Intervention.all();
        Map<PipelineSpec, Path> runs = new LinkedHashMap<>();
        for (Intervention one : interventions) {
            runs.putIfAbsent(before(one, requests), bench.work().resolve("run-" + runs.size()));
            runs.putIfAbsent(after(one, requests), bench.work().resolve("run-" + runs.size()));
        }
        record(bench, runs);
        for (Intervention one : interventions) {
            row(one, runs.get(before(one, requests)), runs.get(after(one, requests)), rows);
        }
        rows.add(Row.limit("p99, median error", median(p99Errors), "%", P99_TARGET, p99Errors.size() + " predictions"));
        rows.add(Row.limit(
                "throughput, median error",
                median(throughputErrors),
                "%",
                THROUGHPUT_TARGET,
                throughputErrors.size() + " predictions"));
        rows.add(Row.atLeast(
                "measured values inside the interval",
                exact(100.0 * inside / Math.max(1, measured)),
                "%",
                INSIDE_TARGET,
                inside + " of " + measured + ": p50, p99 and throughput of each"));
        rows.add(Row.exactly("pipelines that could not be predicted", refused, "", 0, ""));
    }

    private static PipelineSpec before(Intervention one, int requests) {
        return one.before().requests(requests);
    }

    private static PipelineSpec after(Intervention one, int requests) {
        return one.made().apply(before(one, requests));
    }

    private static void record(Bench bench, Map<PipelineSpec, Path> runs)
            throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        try {
            List<Future<?>> started = new ArrayList<>();
            runs.forEach((spec, directory) -> {
                if (!spec.burns()) {
                    started.add(pool.submit(() -> {
                        Pipeline.run(spec, directory);
                        return null;
                    }));
                }
            });
            int done = 0;
            for (Future<?> one : started) {
                one.get();
                bench.say("recorded " + ++done + " of " + runs.size() + " runs");
            }
            for (Map.Entry<PipelineSpec, Path> run : runs.entrySet()) {
                if (run.getKey().burns()) {
                    burn(bench, run.getKey(), run.getValue());
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
            bench.say(e.getMessage());
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
        Baseline.Figures truth = WhatIf.of(read(after)).baseline().observed();
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
