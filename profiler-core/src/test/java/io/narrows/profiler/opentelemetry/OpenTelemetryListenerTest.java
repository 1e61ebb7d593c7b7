package io.narrows.profiler.opentelemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Outcome;
import io.narrows.profiler.Batch;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.profiler.ProfilerException;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;
import io.narrows.profiler.Trace;
import io.narrows.profiler.TraceContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which spans come of which documents, and that exporting never holds the profiler up. */
@Timeout(60)
class OpenTelemetryListenerTest {
    /** Keeps its spans when it is shut down, which the in-memory exporter of the SDK does not. */
    private static final class Kept implements SpanExporter {
        private final List<SpanData> spans = new ArrayList<>();
        private boolean shutDown;

        @Override
        public synchronized CompletableResultCode export(Collection<SpanData> more) {
            spans.addAll(more);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public synchronized CompletableResultCode shutdown() {
            shutDown = true;
            return CompletableResultCode.ofSuccess();
        }

        synchronized List<SpanData> spans() {
            return List.copyOf(spans);
        }
    }

    private final Kept exporter = new Kept();

    private static OpenTelemetryListener opened(OpenTelemetryListener.Builder builder) {
        OpenTelemetryListener listener = builder.delay(Duration.ZERO).build();
        listener.opened(Recorded.HEADER);
        return listener;
    }

    private SpanData span(String name, String traceIdEnd) {
        List<SpanData> found = exporter.spans().stream()
                .filter(span -> span.getName().equals(name) && span.getTraceId().endsWith(traceIdEnd))
                .toList();
        assertEquals(1, found.size(), name + " among " + exporter.spans());
        return found.get(0);
    }

    @Test
    void aTraceIsARequestUnderItsCallerWithAChildForEachStage() {
        try (OpenTelemetryListener listener = opened(OpenTelemetryListener.builder(exporter))) {
            listener.trace(Recorded.trace(3, 0xbeef, Outcome.OK), true, Recorded.NAMES);
        }
        assertEquals(3, exporter.spans().size());
        SpanData request = span("embed", "3");
        assertEquals("000000000000aaaa0000000000000003", request.getTraceId());
        assertEquals(String.format("%016x", TraceDocument.spanId(3, 3)), request.getSpanId());
        assertEquals("000000000000beef", request.getParentSpanId());
        assertTrue(request.getParentSpanContext().isRemote());
        assertEquals(SpanKind.SERVER, request.getKind());
        assertEquals(2_000_000, request.getStartEpochNanos());
        assertEquals(2_000_100, request.getEndEpochNanos());
        assertEquals(StatusCode.UNSET, request.getStatus().getStatusCode());
        assertEquals("tagger", request.getResource().getAttribute(AttributeKey.stringKey("service.name")));
        Attributes attributes = request.getAttributes();
        assertEquals(512, attributes.get(AttributeKey.longKey("request.bytes")));
        assertEquals("B", attributes.get(AttributeKey.stringKey("narrows.unit.request.bytes")));
        assertEquals(7, attributes.get(AttributeKey.longKey("tokens")));
        assertEquals(4.0, attributes.get(AttributeKey.doubleKey("narrows.weight")));
        assertEquals("sampled", attributes.get(AttributeKey.stringKey("narrows.kept")));
        assertEquals(10, attributes.get(AttributeKey.longKey("narrows.unaccounted_ns")));
        SpanData queue = span("queue", "3");
        assertEquals(request.getSpanId(), queue.getParentSpanId());
        assertEquals(request.getTraceId(), queue.getTraceId());
        assertEquals(2_000_020, queue.getEndEpochNanos());
        assertEquals("serving", queue.getAttributes().get(AttributeKey.stringKey("narrows.segment")));
        assertEquals(List.of(), queue.getLinks());
        assertTrue(exporter.shutDown);
    }

    @Test
    void aBatchAndItsMembersLinkToEachOther() {
        try (OpenTelemetryListener listener = opened(OpenTelemetryListener.builder(exporter))) {
            listener.batch(Recorded.batch(1, 2, 3), Recorded.NAMES);
            listener.trace(Recorded.trace(1, 0, Outcome.OK), true, Recorded.NAMES);
            listener.trace(Recorded.trace(2, 0, Outcome.OK), false, Recorded.NAMES);
            listener.trace(Recorded.trace(3, 0, Outcome.OK), true, Recorded.NAMES);
        }
        SpanData batch = span("batch", "");
        assertFalse(batch.getParentSpanContext().isValid(), "it belongs to no request");
        assertEquals(2_000_022, batch.getStartEpochNanos());
        assertEquals(3, batch.getAttributes().get(AttributeKey.longKey("narrows.batch.members")));
        List<String> linked = batch.getLinks().stream()
                .map(link -> link.getSpanContext().getTraceId() + " "
                        + link.getSpanContext().getSpanId() + " "
                        + link.getAttributes().get(AttributeKey.longKey("narrows.member.weight")))
                .toList();
        List<String> members = new ArrayList<>();
        for (long serial = 1; serial <= 3; serial++) {
            members.add(String.format(
                    "000000000000aaaa%016x %016x %d", serial, TraceDocument.spanId(serial, serial), serial * 10));
        }
        assertEquals(members, linked, "one that is not kept here may be known to its caller");
        for (String member : List.of("1", "3")) {
            SpanData forward = span("forward", "000000000000aaaa000000000000000" + member);
            LinkData back = forward.getLinks().get(0);
            assertEquals(batch.getSpanContext(), back.getSpanContext());
        }
        SpanData own = span("forward", batch.getTraceId());
        assertEquals(batch.getSpanId(), own.getParentSpanId());
        assertEquals(List.of(), own.getLinks());
        Set<String> ids = new HashSet<>();
        exporter.spans().forEach(span -> ids.add(span.getSpanId()));
        assertEquals(exporter.spans().size(), ids.size(), "no two spans are one");
        assertEquals(8, ids.size(), "two members, the batch, and their stages");
    }

    @Test
    void aBatchWithoutAKeptMemberIsNotExported() {
        try (OpenTelemetryListener listener = opened(OpenTelemetryListener.builder(exporter))) {
            listener.batch(Recorded.batch(1), Recorded.NAMES);
            listener.trace(Recorded.trace(1, 0, Outcome.OK), false, Recorded.NAMES);
        }
        assertEquals(List.of(), exporter.spans());
    }

    @Test
    void aBatchWhoseMemberNeverEndsGoesWithTheOthersAtTheEnd() {
        try (OpenTelemetryListener listener = opened(OpenTelemetryListener.builder(exporter))) {
            listener.batch(Recorded.batch(1, 2), Recorded.NAMES);
            listener.trace(Recorded.trace(2, 0, Outcome.OK), true, Recorded.NAMES);
        }
        assertEquals(1, span("batch", "").getLinks().size());
    }

    @Test
    void failuresAreErrors() {
        try (OpenTelemetryListener listener = opened(OpenTelemetryListener.builder(exporter))) {
            listener.trace(Recorded.trace(1, 0, Outcome.FAILED), true, Recorded.NAMES);
            listener.trace(Recorded.trace(2, 0, Outcome.ABANDONED), true, Recorded.NAMES);
        }
        assertEquals(StatusCode.ERROR, span("embed", "1").getStatus().getStatusCode());
        assertEquals("no memory", span("embed", "1").getStatus().getDescription());
        assertEquals(StatusCode.ERROR, span("embed", "2").getStatus().getStatusCode());
        assertEquals("never ended", span("embed", "2").getStatus().getDescription());
    }

    @Test
    void theEmbeddersResourceWins() {
        Resource resource = Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "theirs"));
        try (OpenTelemetryListener listener =
                opened(OpenTelemetryListener.builder(exporter).resource(resource))) {
            listener.trace(Recorded.trace(1, 0, Outcome.OK), true, Recorded.NAMES);
        }
        assertEquals("theirs", span("embed", "1").getResource().getAttribute(AttributeKey.stringKey("service.name")));
    }

    @Test
    void theExporterOfTheSdkForTestsTakesThem() throws Exception {
        InMemorySpanExporter memory = InMemorySpanExporter.create();
        OpenTelemetryListener listener = opened(OpenTelemetryListener.builder(memory));
        listener.trace(Recorded.trace(1, 0, Outcome.OK), true, Recorded.NAMES);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (listener.exportedSpans() < 3 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertEquals(3, memory.getFinishedSpanItems().size());
        listener.close();
    }

    @Test
    void whatFindsTheQueueFullIsDroppedAndCountedAndNobodyWaits() throws Exception {
        CountDownLatch exporting = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        SpanExporter slow = held(exporting, release);
        OpenTelemetryListener listener =
                opened(OpenTelemetryListener.builder(slow).queueSize(4).closeTimeout(Duration.ofMillis(50)));
        listener.trace(Recorded.trace(1, 0, Outcome.OK), true, Recorded.NAMES);
        exporting.await();
        for (int i = 2; i < 12; i++) {
            listener.trace(Recorded.trace(i, 0, Outcome.OK), true, Recorded.NAMES);
        }
        assertEquals(6, listener.dropped());
        listener.close();
        assertEquals(10, listener.dropped(), "and the four that waited until the end");
        release.countDown();
    }

    private static SpanExporter held(CountDownLatch exporting, CountDownLatch release) {
        return new SpanExporter() {
            @Override
            public CompletableResultCode export(Collection<SpanData> spans) {
                exporting.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    return CompletableResultCode.ofFailure();
                }
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode flush() {
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode shutdown() {
                return CompletableResultCode.ofSuccess();
            }
        };
    }

    @Test
    void anExporterThatFailsIsCountedAndAskedAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        SpanExporter failing = new SpanExporter() {
            @Override
            public CompletableResultCode export(Collection<SpanData> spans) {
                if (calls.incrementAndGet() == 1) {
                    throw new IllegalStateException("no route");
                }
                return CompletableResultCode.ofFailure();
            }

            @Override
            public CompletableResultCode flush() {
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode shutdown() {
                throw new IllegalStateException("nor is there one now");
            }
        };
        OpenTelemetryListener listener = opened(OpenTelemetryListener.builder(failing));
        for (int expected = 3; expected <= 6; expected += 3) {
            listener.trace(Recorded.trace(1, 0, Outcome.OK), true, Recorded.NAMES);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (listener.failedSpans() < expected && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertEquals(expected, listener.failedSpans());
        }
        listener.close();
        assertEquals(2, calls.get());
    }

    @Test
    void closingWithoutATraceShutsTheExporterDown() {
        opened(OpenTelemetryListener.builder(exporter)).close();
        assertTrue(exporter.shutDown);
    }

    @Test
    void whatAProfilerRecordsArrivesAtItsEnd(@TempDir Path directory) {
        ProfilerConfig config = ProfilerConfig.builder(directory.resolve("run"))
                .service("recorder")
                .budget(1)
                .listener(OpenTelemetryListener.builder(exporter).build())
                .build();
        TraceContext caller = Objects.requireNonNull(
                TraceContext.parse("00-0123456789abcdef0123456789abcdef-00f067aa0ba902b7-01", null));
        long beforeNs = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        String sent;
        try (Profiler profiler = Profiler.open(config)) {
            Stage forward = profiler.stage("forward", Segment.COMPUTE);
            Trace first = profiler.begin(profiler.kind("embed"), System.nanoTime(), caller);
            Trace second = profiler.begin(profiler.kind("embed"));
            sent = first.traceparent();
            Batch batch = profiler.beginBatch();
            batch.add(first, 1);
            batch.add(second, 2);
            batch.enter(forward);
            batch.end();
            first.end();
            second.end();
        }
        long afterNs = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() + 1);
        SpanData request = span("embed", "0123456789abcdef0123456789abcdef");
        assertEquals("00-" + request.getTraceId() + "-" + request.getSpanId() + "-01", sent);
        assertEquals("00f067aa0ba902b7", request.getParentSpanId());
        // the anchor is as good as the wall clock's own steps; a second leaves room for one that is being adjusted
        long slackNs = TimeUnit.SECONDS.toNanos(1);
        assertTrue(request.getStartEpochNanos() > beforeNs - slackNs, "it is wall time");
        assertTrue(request.getEndEpochNanos() < afterNs + slackNs, "it is wall time");
        assertEquals(2, span("batch", "").getLinks().size());
        assertEquals(6, exporter.spans().size());
    }

    @Test
    void wrongSettingsAreRefused() {
        ProfilerException e = assertThrows(ProfilerException.class, () -> OpenTelemetryListener.builder(exporter)
                .queueSize(0));
        assertEquals("queueSize is 0, but must be from 1 to 1048576", e.getMessage());
        e = assertThrows(ProfilerException.class, () -> OpenTelemetryListener.builder(exporter)
                .closeTimeout(Duration.ofSeconds(9)));
        assertEquals("closeTimeout is PT9S, but must be from PT0S to PT8S", e.getMessage());
    }
}
