package io.narrows.profiler.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Kept;
import io.narrows.log.TraceDocument.Outcome;
import io.narrows.log.TraceDocument.Span;
import io.narrows.profiler.Level;
import io.narrows.profiler.ProfilerStats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.tracer.common.SpanContext;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What ended traces leave in a registry. */
class MicrometerListenerTest {
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final long MS = 1_000_000;

    private static final StageTable NAMES = new StageTable(
            List.of(new StageTable.StageEntry("queue", "SERVING"), new StageTable.StageEntry("forward", "COMPUTE")),
            List.of(),
            List.of("embed", "rank"));

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(
            PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, new TraceExemplars());
    private final MicrometerListener listener = new MicrometerListener(registry);

    /** A trace that waited 2 ms and ran 5 ms in batch 9. */
    private static TraceDocument trace(long serial, int kind, Outcome outcome) {
        return new TraceDocument(
                serial,
                0xabcdef,
                serial,
                kind,
                0,
                8 * MS,
                outcome,
                outcome == Outcome.FAILED ? "why" : "",
                false,
                1,
                false,
                List.of(new Span(0, 0, 2 * MS, 0), new Span(1, 2 * MS, 7 * MS, 9)),
                List.of(),
                0,
                Kept.of(outcome, false));
    }

    private Timer timer(String name, String... tags) {
        return registry.get(name).tags(tags).timer();
    }

    @Test
    void allTracesCountKeptOrNot() {
        listener.trace(trace(1, 0, Outcome.OK), true, NAMES);
        listener.trace(trace(2, 0, Outcome.OK), false, NAMES);
        listener.trace(trace(3, 0, Outcome.FAILED), true, NAMES);
        listener.trace(trace(4, 1, Outcome.ABANDONED), true, NAMES);
        assertEquals(
                2, timer("narrows.request", "kind", "embed", "outcome", "ok").count());
        assertEquals(
                16, timer("narrows.request", "kind", "embed", "outcome", "ok").totalTime(TimeUnit.MILLISECONDS), 1e-9);
        assertEquals(
                1,
                timer("narrows.request", "kind", "embed", "outcome", "failed").count());
        assertEquals(
                1,
                timer("narrows.request", "kind", "rank", "outcome", "abandoned").count());
        assertEquals(
                4,
                timer("narrows.stage", "stage", "queue", "segment", "serving").count());
    }

    @Test
    void aBatchCountsForEachOfItsMembers() {
        listener.trace(trace(1, 0, Outcome.OK), true, NAMES);
        listener.trace(trace(2, 0, Outcome.OK), true, NAMES);
        Timer forward = timer("narrows.stage", "stage", "forward", "segment", "compute");
        assertEquals(2, forward.count());
        assertEquals(10, forward.totalTime(TimeUnit.MILLISECONDS), 1e-9);
    }

    @Test
    void aHistogramHasAReasonableNumberOfBuckets() {
        listener.trace(trace(1, 0, Outcome.OK), true, NAMES);
        for (String name :
                List.of("narrows_request_seconds_bucket", "narrows_stage_seconds_bucket{segment=\"compute\"")) {
            long buckets = registry.scrape()
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .count();
            assertTrue(buckets > 50 && buckets < 100, buckets + " of " + name);
        }
    }

    @Test
    void aKeptTraceIsTheExemplarOfItsBuckets() {
        listener.trace(trace(0x77, 0, Outcome.OK), true, NAMES);
        List<String> forward = registry.scrape(OPEN_METRICS)
                .lines()
                .filter(line ->
                        line.startsWith("narrows_stage_seconds_bucket{segment=\"compute\"") && line.contains("#"))
                .toList();
        assertEquals(1, forward.size(), forward.toString());
        String id = "trace_id=\"0000000000abcdef0000000000000077\"";
        assertTrue(forward.get(0).contains(id), forward.get(0));
        String span = String.format("span_id=\"%016x\"", TraceDocument.spanId(0x77, 0x77));
        assertTrue(forward.get(0).contains(span), forward.get(0));
        assertFalse(registry.scrape().contains("trace_id"), "the older text form has none");
        assertNull(new TraceExemplars().getCurrentTraceId(), "it is over");
    }

    @Test
    void aTraceThatIsNotKeptIsNoExemplar() {
        listener.trace(trace(1, 0, Outcome.OK), false, NAMES);
        assertFalse(registry.scrape(OPEN_METRICS).contains("trace_id"));
    }

    @Test
    void everythingElseIsAskedOfTheOtherSource() {
        SpanContext tracer = new SpanContext() {
            @Override
            public String getCurrentTraceId() {
                return "their trace";
            }

            @Override
            public String getCurrentSpanId() {
                return "their span";
            }

            @Override
            public boolean isCurrentSpanSampled() {
                return true;
            }

            @Override
            public void markCurrentSpanAsExemplar() {}
        };
        PrometheusMeterRegistry both = new PrometheusMeterRegistry(
                PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, new TraceExemplars(tracer));
        both.counter("theirs").increment();
        new MicrometerListener(both).trace(trace(1, 0, Outcome.OK), true, NAMES);
        String scraped = both.scrape(OPEN_METRICS);
        assertTrue(scraped.lines().anyMatch(l -> l.startsWith("theirs_total") && l.contains("their trace")), scraped);
        assertFalse(scraped.lines().anyMatch(l -> l.startsWith("narrows_stage") && l.contains("their trace")), scraped);
    }

    @Test
    void whatTheProfilerCountsIsShownUntilItCloses() {
        listener.counts(
                new ProfilerStats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10.5, 16, Level.SAMPLED, 0.0125, 1234, 567, 89, 11));
        String scraped = registry.scrape();
        for (String line : List.of(
                "narrows_profiler_traces_total 1.0",
                "narrows_profiler_records_total 2.0",
                "narrows_profiler_records_dropped_total 3.0",
                "narrows_profiler_traces_incomplete_total 4.0",
                "narrows_profiler_traces_abandoned_total 5.0",
                "narrows_profiler_misuses_total 6.0",
                "narrows_profiler_documents_lost_total 7.0",
                "narrows_profiler_sampling_one_in 16.0",
                "narrows_profiler_level{level=\"full\"} 0.0",
                "narrows_profiler_level{level=\"sampled\"} 1.0",
                "narrows_profiler_share 0.0125",
                "narrows_profiler_log_written_bytes_total 1234.0",
                "narrows_profiler_log_removed_bytes_total 567.0",
                "narrows_profiler_listener_failures_total 89.0",
                "narrows_profiler_traces_kept_total 11.0")) {
            assertTrue(scraped.contains("\n" + line + "\n"), line + " is not in\n" + scraped);
        }
        listener.close();
        assertFalse(registry.scrape().contains("narrows_profiler"));
    }

    @Test
    void aTraceAllocatesNothingOnceItsMetersAreThere() {
        MicrometerListener quiet = new MicrometerListener(new SimpleMeterRegistry());
        TraceDocument trace = trace(1, 0, Outcome.OK);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                quiet.trace(trace, true, NAMES);
            }
            best = Math.min(best, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(best < 1000, best + " B for 1000 traces of 3 meters each");
    }
}
