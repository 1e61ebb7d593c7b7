package io.narrows.benchmarks;

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
import java.util.List;
import java.util.Map;

/** What the server takes beside the forward, with one request under way at a time. */
final class OutsideTheModel implements Benchmark {
    private static final double P50_MS = 1;
    private static final double OF_FORWARD = 0.08;
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
        List<long[]> times = times(run, fromNs);
        double[] outside = times.stream().mapToDouble(one -> one[0] - one[1]).toArray();
        double[] forward = times.stream().mapToDouble(one -> one[1]).toArray();
        long[] outsideNs = times.stream().mapToLong(one -> one[0] - one[1]).toArray();
        String note = times.size() + " requests of one text, mixed lengths, one at a time; recorded";
        return List.of(
                Row.atMost(
                        "all but the forward, p50",
                        QuantileIntervals.of(outsideNs).quantile(0.5).times(1e-6),
                        "ms",
                        P50_MS,
                        note),
                Row.atMost(
                        "all but the forward, as part of the forward",
                        MeanIntervals.ratioOfPairs(outside, forward),
                        "",
                        OF_FORWARD,
                        "means"),
                Row.informs(
                        "forward, p50",
                        QuantileIntervals.of(
                                        times.stream().mapToLong(one -> one[1]).toArray())
                                .quantile(0.5)
                                .times(1e-6),
                        "ms",
                        ""));
    }

    /** Of each good request from a moment on: its time, and that of its forward. */
    private static List<long[]> times(Path run, long fromNs) {
        List<long[]> times = new ArrayList<>();
        try (LogReader log = LogReader.open(RunDirectory.open(run))) {
            int forward = -1;
            for (LogDocument document = log.next(); document != null; document = log.next()) {
                if (document instanceof StageTable table) {
                    for (int i = 0; i < table.stages().size(); i++) {
                        forward = table.stages().get(i).name().equals(FORWARD) ? i : forward;
                    }
                } else if (document instanceof TraceDocument trace
                        && trace.outcome() == TraceDocument.Outcome.OK
                        && trace.startNs() >= fromNs) {
                    long ns = 0;
                    for (TraceDocument.Span span : trace.spans()) {
                        ns += span.stage() == forward ? span.endNs() - span.startNs() : 0;
                    }
                    if (ns > 0) {
                        times.add(new long[] {trace.endNs() - trace.startNs(), ns});
                    }
                }
            }
        }
        return times;
    }
}
