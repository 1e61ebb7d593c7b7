package io.narrows.report.export;

import com.fasterxml.jackson.core.JsonGenerator;
import io.narrows.log.RunHeader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Spans in the JSON encoding of OTLP, some of them a line. Not thread-safe. */
final class OtlpLine {

    /** Kind of a span inside a service. */
    static final int INTERNAL = 1;

    /** Kind of a span that answers a caller. */
    static final int SERVER = 2;

    private static final int STATUS_ERROR = 2;

    private final JsonGenerator json;
    private String service = "";
    private long processId;
    private long shiftNs;
    private int spans;
    private @Nullable String error;

    /**
     * A link to another span.
     *
     * @param weight share of a member in its batch's work, or null for a link from a stage to its batch
     */
    record Link(SpanIds.Context to, @Nullable Long weight) {}

    OtlpLine(JsonGenerator json) {
        this.json = json;
    }

    void about(RunHeader header) {
        service = header.service();
        processId = header.processId();
        shiftNs = header.anchorWallNs() - header.anchorNs();
    }

    /** Spans on the current line. */
    int spans() {
        return spans;
    }

    void begin(String name, int kind, SpanIds.Context context, String parent, long startNs, long endNs)
            throws IOException {
        if (spans == 0) {
            open();
        }
        spans++;
        json.writeStartObject();
        json.writeStringField("traceId", context.trace());
        json.writeStringField("spanId", context.spanHex());
        if (!parent.isEmpty()) {
            json.writeStringField("parentSpanId", parent);
        }
        json.writeStringField("name", name);
        json.writeNumberField("kind", kind);
        json.writeStringField("startTimeUnixNano", Long.toString(startNs + shiftNs));
        json.writeStringField("endTimeUnixNano", Long.toString(Math.max(startNs, endNs) + shiftNs));
        json.writeArrayFieldStart("attributes");
        error = null;
    }

    /** Says that what the span is of failed; reason may be empty. */
    void error(String reason) {
        error = reason;
    }

    /** An attribute: text, a {@link Long} or a {@link Double}. */
    void attribute(String name, Object value) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", name);
        json.writeObjectFieldStart("value");
        if (value instanceof Long) {
            json.writeStringField("intValue", value.toString());
        } else if (value instanceof Double number) {
            json.writeNumberField("doubleValue", number);
        } else {
            json.writeStringField("stringValue", value.toString());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    void end(List<Link> links) throws IOException {
        json.writeEndArray();
        if (!links.isEmpty()) {
            json.writeArrayFieldStart("links");
            for (Link link : links) {
                json.writeStartObject();
                json.writeStringField("traceId", link.to.trace());
                json.writeStringField("spanId", link.to.spanHex());
                Long weight = link.weight;
                if (weight != null) {
                    json.writeArrayFieldStart("attributes");
                    attribute("narrows.member.weight", weight);
                    json.writeEndArray();
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        String reason = error;
        if (reason != null) {
            json.writeObjectFieldStart("status");
            json.writeNumberField("code", STATUS_ERROR);
            if (!reason.isEmpty()) {
                json.writeStringField("message", reason);
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void open() throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("resourceSpans");
        json.writeStartObject();
        json.writeObjectFieldStart("resource");
        json.writeArrayFieldStart("attributes");
        attribute("service.name", service);
        attribute("process.pid", processId);
        json.writeEndArray();
        json.writeEndObject();
        json.writeArrayFieldStart("scopeSpans");
        json.writeStartObject();
        json.writeObjectFieldStart("scope");
        json.writeStringField("name", "io.narrows.profiler");
        json.writeEndObject();
        json.writeArrayFieldStart("spans");
    }

    /** Ends the line, where there is one. */
    void flush() throws IOException {
        if (spans > 0) {
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
            spans = 0;
        }
    }

    void close() throws IOException {
        boolean ended = spans > 0;
        flush();
        if (ended || json.getOutputContext().getEntryCount() > 0) {
            json.writeRaw('\n');
        }
        json.close();
    }
}
