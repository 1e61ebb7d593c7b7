package io.narrows.report.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.TraceDocument;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reads the exported lines with the classes of OpenTelemetry's protocol, which refuse a field or type that it has not. */
class OtlpExportTest {

    private static List<Span> spans(List<LogDocument> run) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        List<Span> spans = new ArrayList<>();
        for (String line : new String(Exported.of(run, ExportFormat.OTLP, Exported.ALL), UTF_8).split("\n")) {
            JsonNode json = mapper.readTree(line);
            binaryIds(json);
            TracesData.Builder data = TracesData.newBuilder();
            JsonFormat.parser().merge(json.toString(), data);
            assertEquals(1, data.getResourceSpansCount());
            assertEquals(
                    "service.name",
                    data.getResourceSpans(0).getResource().getAttributes(0).getKey());
            data.getResourceSpans(0).getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
        }
        return spans;
    }

    /** OTLP has ids in hexadecimal, where Protocol Buffers' own JSON has base64. */
    private static void binaryIds(JsonNode node) {
        for (String field : List.of("traceId", "spanId", "parentSpanId")) {
            if (node.has(field)) {
                byte[] id = HexFormat.of().parseHex(node.get(field).asText());
                assertEquals(field.equals("traceId") ? 16 : 8, id.length);
                ((ObjectNode) node).put(field, Base64.getEncoder().encodeToString(id));
            }
        }
        node.forEach(OtlpExportTest::binaryIds);
    }

    @Test
    void everySpanIsThereAndLinksLead() throws Exception {
        List<LogDocument> run = Exported.run();
        List<Span> spans = spans(run);
        long expected = 0;
        long members = 0;
        for (LogDocument document : run) {
            if (document instanceof TraceDocument trace) {
                expected += 1 + trace.spans().size();
            } else if (document instanceof BatchDocument batch) {
                expected += 1 + batch.spans().size();
                members += batch.members().size();
            }
        }
        Map<ByteString, Span> byId = new HashMap<>();
        spans.forEach(span -> byId.put(span.getSpanId(), span));
        assertEquals(expected, spans.size());
        assertEquals(expected, byId.size(), "span ids are unique");

        long toBatches = 0;
        long toMembers = 0;
        for (Span span : spans) {
            assertTrue(span.getStartTimeUnixNano() <= span.getEndTimeUnixNano());
            Span parent = byId.get(span.getParentSpanId());
            assertTrue(span.getParentSpanId().isEmpty()
                    || parent != null && parent.getTraceId().equals(span.getTraceId()));
            for (Span.Link link : span.getLinksList()) {
                Span target = byId.get(link.getSpanId());
                assertEquals(target.getTraceId(), link.getTraceId());
                toBatches += target.getName().equals("batch") ? 1 : 0;
                toMembers += span.getName().equals("batch") ? 1 : 0;
            }
        }
        assertEquals(members, toMembers);
        assertEquals(3 * members, toBatches, "each of the three stages in a batch links to it");
    }

    @Test
    void failedRequestsSayWhy() throws Exception {
        List<LogDocument> run = Exported.run();
        long failed = run.stream()
                .filter(d -> d instanceof TraceDocument t && t.outcome() == TraceDocument.Outcome.FAILED)
                .count();
        List<Span> errors = spans(run).stream()
                .filter(span -> span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR)
                .toList();

        assertTrue(failed > 0);
        assertEquals(failed, errors.size());
        assertEquals(
                "input 'text': shape [3] has 2 values",
                errors.get(0).getStatus().getMessage());
    }
}
