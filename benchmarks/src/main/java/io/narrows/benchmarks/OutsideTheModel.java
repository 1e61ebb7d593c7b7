package io.narrows.benchmarks;

import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.MeanIntervals;
import io.narrows.analysis.statistics.QuantileIntervals;
import io.narrows.experiment.LoadListener;
import io.narrows.experiment.LoadTest;
import io.narrows.experiment.Texts;
import io.narrows.experiment.WorkloadOptions;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the server takes beside the forward, with one request under way at a time, and in which stages. */
final class OutsideTheModel implements Benchmark {
    private static final double P50_MS = 1;
    private static final double OF_FORWARD = 0.08;
    private static final int PARTS = 16;
    private static final String FORWARD = "forward";

    @Override
    public List<Row> run(Bench bench) throws Exception {
        Path run = bench.work().resolve("outside");
        long fromNs;
        try (ConfiguredServer server = ConfiguredServer.recording(bench, "outside", Map.of(), run)) {
            bench.say("one request at a time");
            WorkloadOptions single = new WorkloadOptions(5, 0, 1, 1, 0);
            LoadTest.saturate(server.target(), Texts.builtIn(), single, 1, Duration.ofSeconds(10), LoadListener.NONE);
            fromNs = System.nanoTime();
            LoadTest.saturate(
                    server.target(),
                    Texts.builtIn(),
                    single,
                    1,
                    Duration.ofSeconds(bench.quick() ? 10 : 40),
                    LoadListener.NONE);
        }
        return rows(Measured.of(run, fromNs));
    }

    private static List<Row> rows(Measured measured) {
        long[] outsideNs = new long[measured.requests().size()];
        double[] outside = new double[outsideNs.length];
        double[] forward = new double[outsideNs.length];
        for (int i = 0; i < outsideNs.length; i++) {
            Request request = measured.requests().get(i);
            forward[i] = (double) request.ns(measured.forward());
            outsideNs[i] = request.wholeNs() - request.ns(measured.forward());
            outside[i] = (double) outsideNs[i];
        }
        List<Row> rows = new ArrayList<>();
        rows.add(Row.atMost(
                "all but the forward, p50",
                typical(outsideNs),
                "ms",
                P50_MS,
                outsideNs.length + " requests of one text, mixed lengths, one at a time; recorded; mean p50 of " + PARTS
                        + " parts"));
        rows.add(Row.atMost(
                "all but the forward, as part of the forward",
                MeanIntervals.ratioOfPairs(outside, forward),
                "",
                OF_FORWARD,
                "means"));
        for (int stage : measured.stages()) {
            rows.add(Row.informs(
                    measured.names().get(stage) + ", p50",
                    QuantileIntervals.of(measured.requests().stream()
                                    .mapToLong(one -> one.ns(stage))
                                    .toArray())
                            .quantile(0.5)
                            .times(1e-6),
                    "ms",
                    ""));
        }
        return rows;
    }

    /**
     * The p50 of parts of the time, one after the other, in ms: their mean, with an interval that what moves slowly, as
     * neighbours of the machine do, makes wider.
     */
    private static Estimate typical(long[] inTimeOrderNs) {
        double[] p50Ms = new double[PARTS];
        double[] ones = new double[PARTS];
        for (int part = 0; part < PARTS; part++) {
            int from = inTimeOrderNs.length * part / PARTS;
            long[] some = Arrays.copyOfRange(inTimeOrderNs, from, inTimeOrderNs.length * (part + 1) / PARTS);
            p50Ms[part] = QuantileIntervals.of(some).quantile(0.5).value() * 1e-6;
            ones[part] = 1;
        }
        return MeanIntervals.ratioOfPairs(p50Ms, ones);
    }

    /** What one request spent, by the number of the stage. */
    private record Request(long wholeNs, Map<Integer, Long> stages) {
        long ns(int stage) {
            return stages.getOrDefault(stage, 0L);
        }
    }

    /**
     * The good requests that ran a forward.
     *
     * @param names of all stages
     * @param stages numbers of those that the requests went through, in the order in which they did
     * @param forward number of the forward
     */
    private record Measured(List<Request> requests, List<String> names, List<Integer> stages, int forward) {
        /** From a moment on. */
        static Measured of(Path run, long fromNs) {
            List<String> names = new ArrayList<>();
            Set<Integer> stages = new LinkedHashSet<>();
            List<Request> requests = new ArrayList<>();
            try (LogReader log = LogReader.open(RunDirectory.open(run))) {
                for (LogDocument document = log.next(); document != null; document = log.next()) {
                    if (document instanceof StageTable table) {
                        names.clear();
                        table.stages().forEach(stage -> names.add(stage.name()));
                    } else if (document instanceof TraceDocument trace
                            && trace.outcome() == TraceDocument.Outcome.OK
                            && trace.startNs() >= fromNs) {
                        Map<Integer, Long> ns = new HashMap<>();
                        for (TraceDocument.Span span : trace.spans()) {
                            ns.merge(span.stage(), span.endNs() - span.startNs(), Long::sum);
                            stages.add(span.stage());
                        }
                        requests.add(new Request(trace.endNs() - trace.startNs(), ns));
                    }
                }
            }
            int forward = names.indexOf(FORWARD);
            requests.removeIf(request -> request.ns(forward) == 0);
            return new Measured(requests, names, List.copyOf(stages), forward);
        }
    }
}
