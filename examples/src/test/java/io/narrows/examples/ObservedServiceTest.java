package io.narrows.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One trace id joins the caller, the response, the span and the exemplar. */
@Timeout(60)
class ObservedServiceTest {
    private static final String TRACE = "0123456789abcdef0123456789abcdef";

    @Test
    void oneTraceIdJoinsHeadersSpansAndMeters(@TempDir Path directory) {
        List<SpanData> spans = Collections.synchronizedList(new ArrayList<>());
        ObservedService service = new ObservedService(directory.resolve("run"), keeping(spans));
        String sent = service.serve("A Text", "00-" + TRACE + "-00f067aa0ba902b7-01", "vendor=x");
        service.close();
        SpanData request = spans.stream()
                .filter(span -> span.getName().equals("tag"))
                .findFirst()
                .orElseThrow();
        assertEquals(TRACE, request.getTraceId());
        assertEquals("00f067aa0ba902b7", request.getParentSpanId());
        assertEquals("00-" + TRACE + "-" + request.getSpanId() + "-01", sent);
        assertEquals(2, spans.size(), "the request and its stage");
        String meters = service.registry.scrape("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertTrue(
                meters.lines()
                        .anyMatch(line -> line.startsWith("narrows_stage_seconds_bucket") && line.contains(TRACE)),
                meters);
    }

    @Test
    void theOtlpExporterOfThePageCanBeMade() {
        SpanExporter exporter = ObservedService.otlp("http://localhost:4318/v1/traces");
        assertTrue(exporter.toString().contains("4318"), exporter.toString());
        exporter.shutdown();
    }

    private static SpanExporter keeping(List<SpanData> spans) {
        return new SpanExporter() {
            @Override
            public CompletableResultCode export(Collection<SpanData> more) {
                spans.addAll(more);
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
}
