package io.narrows.benchmarks;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.log.LogDocument;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.whatif.Change;
import io.narrows.whatif.ModelRecorder;
import io.narrows.whatif.WhatIf;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** What a what-if over a hundred thousand requests costs: those of a made-up server with one batching worker. */
final class WhatIfSpeed {
    private static final int REQUESTS = 100_000;
    private static final int ROUNDS = 7;
    private static final double LIMIT_S = 2;
    private static final int MAX_BATCH = 8;
    private static final double BETWEEN_NS = 6e6;
    private static final List<String> STAGES = List.of(
            "http.read",
            "decode",
            "validate",
            "tokenize",
            "queue",
            "assemble",
            "forward",
            "postprocess",
            "encode",
            "write");
    private static final int QUEUE = 4;

    private final SplittableRandom random = new SplittableRandom(5);

    private WhatIfSpeed() {}

    static List<Row> rows() {
        List<LogDocument> documents = new WhatIfSpeed().documents();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            ModelRecorder recorder = new ModelRecorder(AnalysisOptions.allTraces());
            documents.forEach(recorder::accept);
            long startNs = threads.getCurrentThreadCpuTime();
            WhatIf.of(recorder.finish()).predict(new Change.Faster("forward", 20));
            seconds.add((threads.getCurrentThreadCpuTime() - startNs) / 1e9);
        }
        return List.of(Row.limit(
                "what-if over 100,000 requests, intervals included",
                seconds.stream().sorted().skip(ROUNDS / 2).findFirst().orElseThrow(),
                "s",
                LIMIT_S,
                String.format(
                        Locale.ROOT,
                        "%d spans each; processor time of its thread, median of %d; the first took %.2f s",
                        STAGES.size(),
                        ROUNDS,
                        seconds.get(0))));
    }

    private record Waiting(long arrivalNs, long enterNs, List<TraceDocument.Span> spans) {}

    private List<LogDocument> documents() {
        List<Waiting> queue = new ArrayList<>();
        double at = 0;
        for (int i = 0; i < REQUESTS; i++) {
            at += BETWEEN_NS * draw();
            long arrival = (long) at;
            List<TraceDocument.Span> spans = new ArrayList<>();
            long enter = spans(spans, 0, QUEUE, arrival, 100_000, 0);
            queue.add(new Waiting(arrival, enter, spans));
        }
        queue.sort(Comparator.comparingLong(Waiting::enterNs));
        List<TraceDocument> traces = new ArrayList<>();
        long free = 0;
        long batch = 1;
        for (int first = 0; first < REQUESTS; batch++) {
            long start = Math.max(free, queue.get(first).enterNs());
            int end = first + 1;
            while (end < REQUESTS && end < first + MAX_BATCH && queue.get(end).enterNs() <= start) {
                end++;
            }
            List<TraceDocument.Span> shared = new ArrayList<>();
            free = spans(shared, QUEUE + 1, QUEUE + 4, start, 1_000_000.0 + 300_000.0 * (end - first), batch);
            for (; first < end; first++) {
                traces.add(trace(first + 1, queue.get(first), start, shared));
            }
        }
        StageTable names = new StageTable(
                STAGES.stream()
                        .map(name -> new StageTable.StageEntry(name, "SERVING"))
                        .toList(),
                List.of(),
                List.of("infer"));
        return Stream.concat(Stream.of(names), traces.stream().sorted(Comparator.comparingLong(TraceDocument::endNs)))
                .map(LogDocument.class::cast)
                .toList();
    }

    private TraceDocument trace(long serial, Waiting request, long startNs, List<TraceDocument.Span> shared) {
        List<TraceDocument.Span> spans = new ArrayList<>(request.spans());
        spans.add(new TraceDocument.Span(QUEUE, request.enterNs(), startNs, 0));
        spans.addAll(shared);
        long end = spans(spans, QUEUE + 4, STAGES.size(), shared.get(2).endNs(), 100_000, 0);
        return new TraceDocument(
                serial,
                1,
                serial,
                0,
                request.arrivalNs(),
                end,
                TraceDocument.Outcome.OK,
                "",
                false,
                1,
                false,
                spans,
                List.of(),
                0,
                TraceDocument.Kept.SAMPLED);
    }

    /** Adds some stages of a mean time one after the other; gives the end of the last. */
    private long spans(List<TraceDocument.Span> into, int from, int to, long atNs, double meanNs, long batch) {
        long at = atNs;
        for (int stage = from; stage < to; stage++) {
            long end = at + (long) (meanNs * draw());
            into.add(new TraceDocument.Span(stage, at, end, batch));
            at = end;
        }
        return at;
    }

    private double draw() {
        return -Math.log(1 - random.nextDouble());
    }
}
