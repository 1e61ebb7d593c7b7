package io.narrows.report.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.RunHeader;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests and batches as OpenTelemetry spans in the JSON encoding of OTLP [1], one object of the type {@code TracesData} a line,
 * as the collector's file receiver reads it. A stage that ran in a batch links to the batch, a batch to its members. Holds a
 * line's worth of spans, and the batches whose members have not all ended. Not thread-safe.
 */
final class OtlpWriter implements DocumentWriter {

    /*
     * 1. OpenTelemetry Protocol File Exporter, opentelemetry.io/docs/specs/otel/protocol/file-exporter: ids are hexadecimal,
     *    64-bit numbers are text, enumerations are numbers.
     */

    private static final int SPANS_PER_LINE = 1_000;
    private static final int WAITING_BATCHES = 1_024;

    private final OtlpLine line;
    private final ExportNames names = new ExportNames();
    private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
    private @Nullable RunHeader header;
    private SpanIds ids = new SpanIds(null);

    /** A batch, and its members that have ended. */
    private static final class Waiting {
        private final BatchDocument batch;
        private final List<OtlpLine.Link> members = new ArrayList<>();

        private Waiting(BatchDocument batch) {
            this.batch = batch;
        }
    }

    OtlpWriter(OutputStream out) throws IOException {
        JsonGenerator json = new JsonFactory()
                .configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false)
                .createGenerator(out)
                .setPrettyPrinter(new MinimalPrettyPrinter("\n"));
        line = new OtlpLine(json);
    }

    @Override
    public void accept(LogDocument document) throws IOException {
        if (document instanceof RunHeader first) {
            if (header == null) {
                header = first;
                ids = new SpanIds(first);
                line.about(first);
            }
        } else if (document instanceof StageTable table) {
            names.replace(table);
        } else if (document instanceof BatchDocument batch) {
            waiting.put(batch.serial(), new Waiting(batch));
            if (waiting.size() > WAITING_BATCHES) {
                write(waiting.remove(waiting.keySet().iterator().next()));
            }
        } else if (document instanceof TraceDocument trace) {
            write(trace);
        }
    }

    private void write(TraceDocument trace) throws IOException {
        SpanIds.Context request = ids.request(trace);
        line.begin(
                names.kind(trace.kind()),
                OtlpLine.SERVER,
                request,
                trace.parentSpanId() == 0 ? "" : SpanIds.hex(trace.parentSpanId()),
                trace.startNs(),
                trace.endNs());
        if (trace.outcome() != TraceDocument.Outcome.OK) {
            line.error(trace.outcome() == TraceDocument.Outcome.FAILED ? trace.failure() : "never ended");
        }
        line.attribute("narrows.serial", trace.serial());
        line.attribute("narrows.outcome", lower(trace.outcome()));
        line.attribute("narrows.kept", lower(trace.kept()));
        line.attribute("narrows.weight", trace.weight());
        attributes(trace.attributes());
        line.end(List.of());
        stages(request, trace.spans());
        joined(trace, request);
        if (line.spans() >= SPANS_PER_LINE) {
            line.flush();
        }
    }

    private void joined(TraceDocument trace, SpanIds.Context request) throws IOException {
        long before = 0;
        for (TraceDocument.Span span : trace.spans()) {
            Waiting batch = span.batchSerial() == before ? null : waiting.get(span.batchSerial());
            before = span.batchSerial();
            if (batch != null) {
                batch.members.add(new OtlpLine.Link(request, weight(batch.batch, trace.serial())));
                if (batch.members.size() >= batch.batch.members().size()) {
                    waiting.remove(span.batchSerial());
                    write(batch);
                }
            }
        }
    }

    private static long weight(BatchDocument batch, long serial) {
        for (BatchDocument.Member member : batch.members()) {
            if (member.traceSerial() == serial) {
                return member.weight();
            }
        }
        return 0;
    }

    private void write(Waiting ended) throws IOException {
        BatchDocument batch = ended.batch;
        SpanIds.Context context = ids.batch(batch.serial());
        line.begin("batch", OtlpLine.INTERNAL, context, "", batch.startNs(), batch.endNs());
        if (batch.failed()) {
            line.error("");
        }
        line.attribute("narrows.batch.serial", batch.serial());
        line.attribute("narrows.batch.members", (long) batch.members().size());
        attributes(batch.attributes());
        line.end(ended.members);
        stages(context, batch.spans());
    }

    /** A stage that ran in a batch links to the batch, unless it is the batch's own. */
    private void stages(SpanIds.Context parent, List<TraceDocument.Span> stages) throws IOException {
        for (int i = 0; i < stages.size(); i++) {
            TraceDocument.Span stage = stages.get(i);
            line.begin(
                    names.stage(stage.stage()),
                    OtlpLine.INTERNAL,
                    SpanIds.child(parent, i),
                    parent.spanHex(),
                    stage.startNs(),
                    stage.endNs());
            line.attribute("narrows.segment", names.segment(stage.stage()));
            SpanIds.Context batch = stage.batchSerial() == 0 ? parent : ids.batch(stage.batchSerial());
            boolean foreign = !batch.equals(parent);
            if (foreign) {
                line.attribute("narrows.batch.serial", stage.batchSerial());
            }
            line.end(foreign ? List.of(new OtlpLine.Link(batch, null)) : List.of());
        }
    }

    private void attributes(List<TraceDocument.AttributeValue> values) throws IOException {
        for (TraceDocument.AttributeValue value : values) {
            line.attribute(names.attribute(value.attribute()), value.value());
            String unit = names.unit(value.attribute());
            if (!unit.isEmpty()) {
                line.attribute("narrows.unit." + names.attribute(value.attribute()), unit);
            }
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public void finish() throws IOException {
        for (Waiting batch : waiting.values()) {
            write(batch);
        }
        waiting.clear();
        line.close();
    }
}
