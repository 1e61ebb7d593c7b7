package io.narrows.report;

import static io.narrows.report.JsonNumbers.decimals;
import static io.narrows.report.JsonNumbers.estimate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.narrows.analysis.Concurrency;
import io.narrows.analysis.CoordinatedOmission;
import io.narrows.analysis.KindStatistics;
import io.narrows.analysis.LatencyEstimates;
import io.narrows.analysis.QueueAndService;
import io.narrows.analysis.SizeBucket;
import io.narrows.analysis.TimelinePoint;
import io.narrows.analysis.Warmup;
import io.narrows.analysis.Waterfall;
import io.narrows.analysis.operators.OperatorStatistics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of {@code report.json} about groups of requests, single ones, and the course of the run. */
final class JsonGroups {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonGroups() {}

    static ArrayNode kinds(List<KindStatistics> kinds) {
        ArrayNode list = NODES.arrayNode();
        for (KindStatistics kind : kinds) {
            ObjectNode node = list.addObject().put("name", kind.kind()).put("count", kind.count());
            node.set("throughputPerS", estimate(kind.throughputPerS()));
            node.set("latencyMs", latency(kind.latency()));
            node.set("parts", parts(kind.parts()));
        }
        return list;
    }

    /** What ran inside the forward; null where no batch was profiled. */
    static @Nullable ObjectNode operators(OperatorStatistics operators) {
        if (operators.batches() == 0) {
            return null;
        }
        ObjectNode node = NODES.objectNode()
                .put("engine", operators.engine())
                .put("batches", operators.batches())
                .put("others", operators.others())
                .put("forwardMs", decimals(operators.forwardMs(), 6))
                .put("outside", decimals(operators.outside(), 5));
        node.set("layers", operators(operators.layers()));
        node.set("operators", operators(operators.operators()));
        return node;
    }

    private static ArrayNode operators(List<OperatorStatistics.Row> rows) {
        ArrayNode list = NODES.arrayNode();
        for (OperatorStatistics.Row row : rows) {
            ObjectNode node = list.addObject()
                    .put("name", row.name())
                    .put("layers", row.layers())
                    .put("callsPerForward", decimals(row.callsPerForward(), 3))
                    .put("msPerForward", decimals(row.msPerForward(), 6))
                    .put("share", decimals(row.share(), 5))
                    .put("lo", decimals(row.lo(), 5))
                    .put("hi", decimals(row.hi(), 5))
                    .put("deviceMsPerForward", decimals(row.deviceMsPerForward(), 6));
            if (row.bytesPerForward() < 0) {
                node.putNull("bytesPerForward");
            } else {
                node.put("bytesPerForward", Math.round(row.bytesPerForward()));
            }
        }
        return list;
    }

    static ArrayNode sizes(List<SizeBucket> sizes) {
        ArrayNode list = NODES.arrayNode();
        for (SizeBucket size : sizes) {
            ObjectNode node = list.addObject()
                    .put("attribute", size.attribute())
                    .put("from", size.from())
                    .put("to", size.to())
                    .put("count", size.count());
            node.set("latencyMs", latency(size.latency()));
            node.set("parts", parts(size.parts()));
        }
        return list;
    }

    private static ObjectNode latency(LatencyEstimates latency) {
        ObjectNode node = NODES.objectNode();
        node.set("mean", estimate(latency.mean()));
        node.set("p50", estimate(latency.p50()));
        node.set("p90", estimate(latency.p90()));
        node.set("p99", estimate(latency.p99()));
        node.set("p999", estimate(latency.p999()));
        return node;
    }

    static @Nullable ObjectNode parts(@Nullable QueueAndService parts) {
        return parts == null
                ? null
                : NODES.objectNode()
                        .put("waitMs", decimals(parts.waitMs(), 6))
                        .put("serviceMs", decimals(parts.serviceMs(), 6))
                        .put("unaccountedMs", decimals(parts.unaccountedMs(), 6));
    }

    static @Nullable ObjectNode concurrency(@Nullable Concurrency concurrency) {
        return concurrency == null
                ? null
                : NODES.objectNode()
                        .put("mean", decimals(concurrency.mean(), 6))
                        .put("max", concurrency.max())
                        .put("busy", decimals(concurrency.busy(), 6));
    }

    static @Nullable ObjectNode warmup(@Nullable Warmup warmup) {
        if (warmup == null) {
            return null;
        }
        ObjectNode node = NODES.objectNode()
                .put("untilS", decimals(warmup.untilS(), 6))
                .put("count", warmup.count())
                .put("p50BeforeMs", decimals(warmup.p50BeforeMs(), 6));
        node.set("p50AfterMs", estimate(warmup.p50After()));
        return node.put("how", warmup.how());
    }

    static @Nullable ObjectNode omission(@Nullable CoordinatedOmission omission) {
        if (omission == null) {
            return null;
        }
        ObjectNode node = NODES.objectNode()
                .put("source", omission.source().name())
                .put("delayMs", decimals(omission.delayMs(), 6));
        ArrayNode quantiles = node.putArray("quantiles");
        for (CoordinatedOmission.Hidden hidden : omission.quantiles()) {
            quantiles
                    .addObject()
                    .put("percentile", decimals(hidden.percentile(), 3))
                    .put("fromArrivalMs", decimals(hidden.fromArrivalMs(), 6))
                    .put("fromSendingMs", decimals(hidden.fromSendingMs(), 6))
                    .put("fromIntentionMs", decimals(hidden.fromIntentionMs(), 6));
        }
        return node;
    }

    static ArrayNode timeline(List<TimelinePoint> points) {
        ArrayNode list = NODES.arrayNode();
        for (TimelinePoint point : points) {
            list.addObject()
                    .put("fromS", decimals(point.fromS(), 6))
                    .put("toS", decimals(point.toS(), 6))
                    .put("completed", point.completed())
                    .put("throughputPerS", decimals(point.throughputPerS(), 6))
                    .put("p50Ms", decimals(point.p50Ms(), 6))
                    .put("maxMs", decimals(point.maxMs(), 6))
                    .put("inFlight", decimals(point.inFlight(), 6))
                    .put("waiting", decimals(point.waiting(), 6));
        }
        return list;
    }

    static ArrayNode requests(List<Waterfall> waterfalls) {
        ArrayNode list = NODES.arrayNode();
        for (Waterfall waterfall : waterfalls) {
            ObjectNode node = list.addObject()
                    .put("label", waterfall.label())
                    .put("serial", waterfall.serial())
                    .put("traceId", waterfall.traceId())
                    .put("kind", waterfall.kind())
                    .put("startS", decimals(waterfall.startS(), 6))
                    .put("latencyMs", decimals(waterfall.latencyMs(), 6));
            ArrayNode bars = node.putArray("bars");
            for (Waterfall.Bar bar : waterfall.bars()) {
                bars.addObject()
                        .put("stage", bar.stage())
                        .put("segment", bar.segment().isEmpty() ? null : bar.segment())
                        .put("startMs", decimals(bar.startMs(), 6))
                        .put("durationMs", decimals(bar.durationMs(), 6))
                        .put("batch", bar.batchSerial() == 0 ? null : bar.batchSerial())
                        .put("batchSize", bar.batchSize() == 0 ? null : bar.batchSize());
            }
            ArrayNode attributes = node.putArray("attributes");
            waterfall.attributes().forEach(attributes::add);
        }
        return list;
    }
}
