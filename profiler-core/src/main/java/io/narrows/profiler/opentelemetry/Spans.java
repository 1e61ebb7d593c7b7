package io.narrows.profiler.opentelemetry;

import io.narrows.environment.NarrowsVersion;
import io.narrows.log.BatchDocument;
import io.narrows.log.RunHeader;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import io.narrows.log.TraceDocument.AttributeValue;
import io.narrows.log.TraceDocument.Outcome;
import io.narrows.log.TraceDocument.Span;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes spans of what was recorded. Immutable. */
final class Spans {
    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
    private static final AttributeKey<String> SEGMENT = AttributeKey.stringKey("narrows.segment");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("narrows.outcome");
    private static final AttributeKey<String> KEPT = AttributeKey.stringKey("narrows.kept");
    private static final AttributeKey<Double> WEIGHT = AttributeKey.doubleKey("narrows.weight");
    private static final AttributeKey<Long> SERIAL = AttributeKey.longKey("narrows.serial");
    private static final AttributeKey<Long> UNACCOUNTED = AttributeKey.longKey("narrows.unaccounted_ns");
    private static final AttributeKey<Long> BATCH = AttributeKey.longKey("narrows.batch.serial");
    private static final AttributeKey<Long> MEMBERS = AttributeKey.longKey("narrows.batch.members");
    private static final AttributeKey<Long> MEMBER_WEIGHT = AttributeKey.longKey("narrows.member.weight");

    private final RunHeader header;
    private final SpanIds ids;
    private final Resource resource;
    private final InstrumentationScopeInfo scope = InstrumentationScopeInfo.builder("io.narrows.profiler")
            .setVersion(NarrowsVersion.current())
            .build();

    /**
     * @param resource the embedder's; the run's service name stands in for one that it does not give
     */
    Spans(RunHeader header, Resource resource) {
        this.header = header;
        this.ids = new SpanIds(header);
        this.resource =
                Resource.create(Attributes.of(SERVICE, header.service())).merge(resource);
    }

    /** One span for the request, a child of the caller's when there is one, and one child for each execution of a stage. */
    List<SpanData> of(TraceDocument trace, StageTable names) {
        SpanContext request = ids.request(trace.traceIdHigh(), trace.traceIdLow(), trace.serial());
        SpanContext caller = trace.parentSpanId() == 0
                ? SpanContext.getInvalid()
                : SpanIds.caller(trace.traceIdHigh(), trace.traceIdLow(), trace.parentSpanId());
        List<SpanData> spans = new ArrayList<>(1 + trace.spans().size());
        spans.add(span(
                names.kinds().get(trace.kind()),
                SpanKind.SERVER,
                request,
                caller,
                status(trace),
                trace.startNs(),
                trace.endNs(),
                attributes(trace, names),
                List.of()));
        stages(spans, request, trace.spans(), names);
        return spans;
    }

    /** One span for the batch, in a trace of its own, with a link to each member, and one child for each stage. */
    List<SpanData> of(EndedBatch ended, StageTable names) {
        BatchDocument batch = ended.batch();
        SpanContext context = ids.batch(batch.serial());
        List<LinkData> links = new ArrayList<>();
        for (EndedBatch.Member member : ended.members()) {
            links.add(LinkData.create(
                    ids.request(member.traceIdHigh(), member.traceIdLow(), member.serial()),
                    Attributes.of(MEMBER_WEIGHT, member.weight())));
        }
        AttributesBuilder attributes = Attributes.builder();
        attributes.put(BATCH, batch.serial());
        attributes.put(MEMBERS, (long) batch.members().size());
        put(attributes, batch.attributes(), names);
        List<SpanData> spans = new ArrayList<>(1 + batch.spans().size());
        spans.add(span(
                "batch",
                SpanKind.INTERNAL,
                context,
                SpanContext.getInvalid(),
                batch.failed() ? StatusData.error() : StatusData.unset(),
                batch.startNs(),
                batch.endNs(),
                attributes.build(),
                links));
        stages(spans, context, batch.spans(), names);
        return spans;
    }

    /** A stage that ran in a batch links to the batch, unless it is the batch's own. */
    private void stages(List<SpanData> to, SpanContext parent, List<Span> stages, StageTable names) {
        for (int i = 0; i < stages.size(); i++) {
            Span stage = stages.get(i);
            StageTable.StageEntry name = names.stages().get(stage.stage());
            AttributesBuilder attributes = Attributes.builder();
            attributes.put(SEGMENT, name.segment().toLowerCase(Locale.ROOT));
            List<LinkData> links = List.of();
            SpanContext batch = stage.batchSerial() == 0 ? parent : ids.batch(stage.batchSerial());
            if (!batch.equals(parent)) {
                attributes.put(BATCH, stage.batchSerial());
                links = List.of(LinkData.create(batch));
            }
            to.add(span(
                    name.name(),
                    SpanKind.INTERNAL,
                    SpanIds.child(parent, i),
                    parent,
                    StatusData.unset(),
                    stage.startNs(),
                    stage.endNs(),
                    attributes.build(),
                    links));
        }
    }

    private Attributes attributes(TraceDocument trace, StageTable names) {
        AttributesBuilder attributes = Attributes.builder();
        attributes.put(SERIAL, trace.serial());
        attributes.put(OUTCOME, trace.outcome().name().toLowerCase(Locale.ROOT));
        attributes.put(KEPT, trace.kept().name().toLowerCase(Locale.ROOT));
        attributes.put(WEIGHT, trace.weight());
        long unaccountedNs = trace.endNs() - trace.startNs();
        for (Span span : trace.spans()) {
            unaccountedNs -= span.endNs() - span.startNs();
        }
        attributes.put(UNACCOUNTED, unaccountedNs);
        put(attributes, trace.attributes(), names);
        return attributes.build();
    }

    /** The embedder's attributes under their names; a unit stands beside its value under {@code narrows.unit.<name>}. */
    private static void put(AttributesBuilder to, List<AttributeValue> values, StageTable names) {
        for (AttributeValue value : values) {
            StageTable.AttributeEntry name = names.attributes().get(value.attribute());
            to.put(name.name(), value.value());
            if (!name.unit().isEmpty()) {
                to.put("narrows.unit." + name.name(), name.unit());
            }
        }
    }

    private static StatusData status(TraceDocument trace) {
        if (trace.outcome() == Outcome.OK) {
            return StatusData.unset();
        }
        String reason = trace.outcome() == Outcome.FAILED ? trace.failure() : "never ended";
        return StatusData.create(StatusCode.ERROR, reason);
    }

    private SpanData span(
            String name,
            SpanKind kind,
            SpanContext context,
            SpanContext parent,
            StatusData status,
            long startNs,
            long endNs,
            Attributes attributes,
            List<LinkData> links) {
        return new RecordedSpan(
                name, kind, context, parent, status, wall(startNs), wall(endNs), attributes, links, scope, resource);
    }

    private long wall(long clockNs) {
        return header.anchorWallNs() + (clockNs - header.anchorNs());
    }
}
