package io.narrows.profiler.opentelemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.Outcome;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The SDK's own OTLP exporter takes the spans, and what arrives over HTTP says the same. Field numbers: trace.proto. */
@Timeout(60)
class OtlpExportTest {
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private final HttpServer collector;

    OtlpExportTest() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            received.add(zipped ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body);
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
    }

    @AfterEach
    void close() {
        collector.stop(0);
    }

    @Test
    void aCollectorGetsIdsParentsLinksAndTimes() {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint("http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces")
                .build();
        OpenTelemetryListener listener = OpenTelemetryListener.builder(exporter).build();
        listener.opened(Recorded.HEADER);
        listener.batch(Recorded.batch(1, 2), Recorded.NAMES);
        listener.trace(Recorded.trace(1, 0xbeef, Outcome.FAILED), true, Recorded.NAMES);
        listener.trace(Recorded.trace(2, 0, Outcome.OK), true, Recorded.NAMES);
        listener.close();
        assertEquals(8, listener.exportedSpans());
        List<List<ProtoField>> spans = spans();
        assertEquals(8, spans.size());

        String request = hex(TraceDocument.spanId(1, 1));
        List<ProtoField> failed = named(spans, "embed").get(0);
        assertEquals("000000000000aaaa0000000000000001", ProtoField.hex(failed, 1));
        assertEquals(request, ProtoField.hex(failed, 2));
        assertEquals("000000000000beef", ProtoField.hex(failed, 4));
        assertEquals(2, ProtoField.number(failed, 6), "SPAN_KIND_SERVER");
        assertEquals(2_000_000, ProtoField.number(failed, 7));
        assertEquals(2_000_100, ProtoField.number(failed, 8));
        List<ProtoField> status = ProtoField.messages(failed, 15).get(0);
        assertEquals("no memory", ProtoField.text(status, 2));
        assertEquals(2, ProtoField.number(status, 3), "STATUS_CODE_ERROR");

        List<ProtoField> queue = named(spans, "queue").get(0);
        assertEquals(request, ProtoField.hex(queue, 4));

        List<ProtoField> batch = named(spans, "batch").get(0);
        List<String> members = new ArrayList<>();
        for (List<ProtoField> link : ProtoField.messages(batch, 13)) {
            members.add(ProtoField.hex(link, 1) + " " + ProtoField.hex(link, 2));
        }
        assertEquals(
                List.of(
                        "000000000000aaaa0000000000000001 " + request,
                        "000000000000aaaa0000000000000002 " + hex(TraceDocument.spanId(2, 2))),
                members);
        int back = 0;
        for (List<ProtoField> forward : named(spans, "forward")) {
            for (List<ProtoField> link : ProtoField.messages(forward, 13)) {
                assertEquals(ProtoField.hex(batch, 1), ProtoField.hex(link, 1));
                assertEquals(ProtoField.hex(batch, 2), ProtoField.hex(link, 2));
                back++;
            }
        }
        assertEquals(2, back, "each member's forward leads to the batch");
    }

    /** Of all that was received: ExportTraceServiceRequest.resource_spans.scope_spans.spans. */
    private List<List<ProtoField>> spans() {
        List<List<ProtoField>> spans = new ArrayList<>();
        for (byte[] message : received) {
            for (List<ProtoField> resource : ProtoField.messages(ProtoField.read(message), 1)) {
                for (List<ProtoField> scope : ProtoField.messages(resource, 2)) {
                    spans.addAll(ProtoField.messages(scope, 2));
                }
            }
        }
        return spans;
    }

    private static List<List<ProtoField>> named(List<List<ProtoField>> spans, String name) {
        return spans.stream()
                .filter(span -> ProtoField.text(span, 5).equals(name))
                .toList();
    }

    private static String hex(long id) {
        return String.format("%016x", id);
    }
}
