package io.narrows.benchmarks;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.benchmarks.pipelines.Pipeline;
import io.narrows.benchmarks.pipelines.Pipelines;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.whatif.Change;
import io.narrows.whatif.ModelRecorder;
import io.narrows.whatif.WhatIf;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a what-if over a hundred thousand requests costs: a recorded run, again and again with later times and serials. */
final class WhatIfSpeed {
    private static final int REQUESTS = 100_000;
    private static final int RECORDED = 600;
    private static final int ROUNDS = 7;
    private static final double LIMIT_S = 2;

    private WhatIfSpeed() {}

    static List<Row> rows(Bench bench) throws InterruptedException {
        Path directory = bench.work().resolve("speed");
        Pipeline.run(Pipelines.server().requests(RECORDED), directory);
        List<LogDocument> documents = repeated(directory);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<Double> seconds = new ArrayList<>();
        long spans = 0;
        for (int i = 0; i < ROUNDS; i++) {
            ModelRecorder recorder = new ModelRecorder(AnalysisOptions.allTraces());
            documents.forEach(recorder::accept);
            long startNs = threads.getCurrentThreadCpuTime();
            WhatIf whatIf = WhatIf.of(recorder.finish());
            whatIf.predict(new Change.Faster("forward", 20));
            seconds.add((threads.getCurrentThreadCpuTime() - startNs) / 1e9);
        }
        for (LogDocument document : documents) {
            spans += document instanceof TraceDocument trace ? trace.spans().size() : 0;
        }
        double first = seconds.get(0);
        double median = seconds.stream().sorted().skip(ROUNDS / 2).findFirst().orElseThrow();
        return List.of(Row.limit(
                "what-if over 100,000 requests, intervals included",
                median,
                "s",
                LIMIT_S,
                String.format(
                        Locale.ROOT,
                        "%,d spans, three stations; processor time of its thread; the first of %d took %.2f s",
                        spans,
                        ROUNDS,
                        first)));
    }

    private static List<LogDocument> repeated(Path directory) {
        List<LogDocument> documents = new ArrayList<>();
        List<TraceDocument> traces = new ArrayList<>();
        try (LogReader log = LogReader.open(RunDirectory.open(directory))) {
            for (LogDocument document : log) {
                if (document instanceof TraceDocument trace) {
                    traces.add(trace);
                } else if (document instanceof StageTable) {
                    documents.add(document);
                }
            }
        }
        long from = traces.stream().mapToLong(TraceDocument::startNs).min().orElseThrow();
        long to = traces.stream().mapToLong(TraceDocument::endNs).max().orElseThrow();
        for (int i = 0; i < REQUESTS; i++) {
            long round = i / traces.size();
            documents.add(later(traces.get(i % traces.size()), round * (to - from + 1_000_000), round * 1_000_000));
        }
        return documents;
    }

    private static TraceDocument later(TraceDocument trace, long ns, long serials) {
        List<TraceDocument.Span> spans = trace.spans().stream()
                .map(span -> new TraceDocument.Span(
                        span.stage(),
                        span.startNs() + ns,
                        span.endNs() + ns,
                        span.batchSerial() == 0 ? 0 : span.batchSerial() + serials))
                .toList();
        return new TraceDocument(
                trace.serial() + serials,
                trace.traceIdHigh(),
                trace.traceIdLow(),
                trace.kind(),
                trace.startNs() + ns,
                trace.endNs() + ns,
                trace.outcome(),
                trace.failure(),
                trace.marked(),
                trace.weight(),
                trace.recovered(),
                spans,
                trace.attributes(),
                trace.parentSpanId(),
                trace.kept());
    }
}
