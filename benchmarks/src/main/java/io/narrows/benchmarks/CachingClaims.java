package io.narrows.benchmarks;

import io.narrows.experiment.LoadListener;
import io.narrows.experiment.LoadOptions;
import io.narrows.experiment.LoadResult;
import io.narrows.experiment.LoadStatistics;
import io.narrows.experiment.LoadTest;
import io.narrows.experiment.Texts;
import io.narrows.experiment.WorkloadOptions;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.TraceDocument;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Repeated texts out of the cache, and the same text asked for by many at once. */
final class CachingClaims implements Benchmark {
    private static final double RATE_PER_S = 2_000;
    private static final long HIT_MS = 1;
    private static final int POPULAR = 200;
    private static final int AT_ONCE = 64;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String TEXTS = "narrows_cache_texts_total";
    private static final String HIT = "outcome=\"hit\"";
    private static final String MISS = "outcome=\"miss\"";
    /** The filling ends in many thousand hits a second, after which the profiler would keep none whole to stay in its budget. */
    private static final Map<String, String> CACHE =
            Map.of("caching.max-bytes", "64MiB", "caching.coalescing", "true", "profiling.budget", "1");

    @Override
    public List<Row> run(Bench bench) throws Exception {
        List<Row> rows = new ArrayList<>();
        Path run = bench.work().resolve("cached");
        LoadResult load;
        double hits;
        double misses;
        try (ConfiguredServer server = ConfiguredServer.recording(bench, "cache", CACHE, run)) {
            bench.say("caching: filling, then " + RATE_PER_S + " repeats a second");
            WorkloadOptions repeats = new WorkloadOptions(11, 1, 1, POPULAR, 0);
            LoadTest.saturate(server.target(), Texts.builtIn(), repeats, 4, Duration.ofSeconds(30), LoadListener.NONE);
            double before = server.meter(TEXTS, HIT);
            double missesBefore = server.meter(TEXTS, MISS);
            load = LoadTest.run(
                    server.target(),
                    Texts.builtIn(),
                    new LoadOptions(
                            RATE_PER_S,
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(bench.quick() ? 5 : 20),
                            LoadOptions.DEFAULT_CONNECTIONS,
                            TIMEOUT,
                            repeats),
                    LoadListener.NONE);
            hits = server.meter(TEXTS, HIT) - before;
            misses = server.meter(TEXTS, MISS) - missesBefore;
            rows.addAll(atOnce(bench, server));
        }
        rows.addAll(0, hits(run, load, hits, misses));
        return rows;
    }

    private static List<Row> hits(Path run, LoadResult load, double hits, double misses) {
        String note = String.format(
                Locale.ROOT,
                "%d requests at %.0f/s, %d not answered; %.0f hits and %.0f misses with the warm-up",
                load.scheduled(),
                RATE_PER_S,
                load.failed(),
                hits,
                misses);
        try (LogReader log = LogReader.open(RunDirectory.open(run))) {
            double[] ms = arrivalToResponseMs(log, load.sessionTraceIdHigh());
            if (ms.length == 0) {
                return List.of(Row.exactly("repeats that were answered", 0, "", load.scheduled(), note));
            }
            return List.of(
                    Row.exactly("repeats at 2,000/s, answered, that the log has", ms.length, "", load.answered(), ""),
                    Row.atMost(
                            "repeats at 2,000/s that took more than " + HIT_MS + " ms from arrival to response",
                            MissedShare.over(ms, HIT_MS),
                            "%",
                            MissedShare.PERCENT,
                            note),
                    quantile("p99", ms, 0.99),
                    quantile("p50", ms, 0.5),
                    Row.informs(
                            "repeats at 2,000/s, the client's p99 from the schedule",
                            Objects.requireNonNull(LoadStatistics.quantile(load.latenciesMs(), 0.99)),
                            "ms",
                            "the client has the same two cores"));
        }
    }

    private static Row quantile(String name, double[] ms, double p) {
        return Row.informs(
                "repeats at 2,000/s, arrival to response, " + name,
                Objects.requireNonNull(LoadStatistics.quantile(ms, p)),
                "ms",
                "");
    }

    /** Of every good request of a session, in the order of arrival; the log is to have each, since the budget is 1. */
    private static double[] arrivalToResponseMs(LogReader log, long session) {
        List<TraceDocument> traces = new ArrayList<>();
        for (LogDocument document = log.next(); document != null; document = log.next()) {
            if (document instanceof TraceDocument trace
                    && trace.traceIdHigh() == session
                    && trace.outcome() == TraceDocument.Outcome.OK
                    && trace.weight() == 1) {
                traces.add(trace);
            }
        }
        return traces.stream()
                .sorted(Comparator.comparingLong(TraceDocument::startNs))
                .mapToDouble(trace -> (trace.endNs() - trace.startNs()) / 1e6)
                .toArray();
    }

    private static List<Row> atOnce(Bench bench, ConfiguredServer server) throws IOException, InterruptedException {
        int texts = bench.quick() ? 5 : 25;
        bench.say("caching: " + AT_ONCE + " times the same at once, " + texts + " times");
        double before = server.meter(TEXTS, MISS);
        int answered = 0;
        int different = 0;
        for (int i = 0; i < texts; i++) {
            HttpRequest request = HttpRequest.newBuilder(server.infer())
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"inputs\":[{\"name\":\"text\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"many ask for number "
                                    + i + " at the same moment and all want to know\"]}]}"))
                    .build();
            List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
            for (int k = 0; k < AT_ONCE; k++) {
                all.add(server.http().sendAsync(request, HttpResponse.BodyHandlers.ofString()));
            }
            String first = all.get(0).join().body();
            for (CompletableFuture<HttpResponse<String>> one : all) {
                answered += one.join().statusCode() == 200 ? 1 : 0;
                different += one.join().body().equals(first) ? 0 : 1;
            }
        }
        double computed = server.meter(TEXTS, MISS) - before;
        return List.of(
                Row.exactly(
                        "texts asked for by " + AT_ONCE + " at once: computed",
                        Math.round(computed),
                        "",
                        texts,
                        answered + " of " + AT_ONCE * texts + " answered with 200"),
                Row.exactly("the same: answers that differ", different, "", 0, "bytes of the bodies"));
    }
}
