package io.narrows.report;

import static io.narrows.report.JsonNumbers.decimals;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.narrows.analysis.AllTraces;
import io.narrows.analysis.LaneSummary;
import io.narrows.analysis.Losses;
import io.narrows.analysis.Overhead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of {@code report.json} about the recording itself and what ran beside the requests. */
final class JsonRecording {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonRecording() {}

    static @Nullable ObjectNode overhead(@Nullable Overhead overhead) {
        if (overhead == null) {
            return null;
        }
        ObjectNode node = NODES.objectNode()
                .put("nsPerEvent", decimals(overhead.nsPerEvent(), 3))
                .put("eventsPerTrace", decimals(overhead.eventsPerTrace(), 3))
                .put("shareOfMean", decimals(overhead.shareOfMean(), 9));
        node.set("processor", processor(overhead.processor()));
        node.put("logBytes", overhead.logBytes()).put("bytesPerTrace", decimals(overhead.bytesPerTrace(), 1));
        node.set("budget", budget(overhead.budget()));
        return node;
    }

    private static @Nullable ObjectNode processor(Overhead.@Nullable Processor processor) {
        return processor == null
                ? null
                : NODES.objectNode()
                        .put("seconds", decimals(processor.seconds(), 3))
                        .put("processors", processor.processors() == 0 ? null : processor.processors())
                        .put("recordsS", decimals(processor.recordsS(), 6))
                        .put("drainerS", decimals(processor.drainerS(), 6))
                        .put("lanesS", decimals(processor.lanesS(), 6))
                        .put("processS", decimals(processor.processS(), 6))
                        .put("shareOfProcessors", decimals(processor.shareOfProcessors(), 9))
                        .put("shareOfProcess", decimals(processor.shareOfProcess(), 9));
    }

    private static @Nullable ObjectNode budget(Overhead.@Nullable Budget budget) {
        if (budget == null) {
            return null;
        }
        ObjectNode node = NODES.objectNode()
                .put("limit", decimals(budget.limit(), 6))
                .put("steps", budget.steps())
                .set("worst", step(budget.worst()));
        ArrayNode listed = node.putArray("listed");
        budget.listed().forEach(step -> listed.add(step(step)));
        return node;
    }

    private static ObjectNode step(Overhead.Step step) {
        return NODES.objectNode()
                .put("atS", decimals(step.atS(), 3))
                .put("level", step.level())
                .put("oneIn", step.oneIn())
                .put("share", decimals(step.share(), 6));
    }

    static ObjectNode loss(Losses losses) {
        return NODES.objectNode()
                .put("droppedRecords", losses.droppedRecords())
                .put("incompleteTraces", losses.incompleteTraces())
                .put("abandonedTraces", losses.abandonedTraces())
                .put("misuses", losses.misuses())
                .put("lostDocuments", losses.lostDocuments())
                .put("removedFiles", losses.removedFiles())
                .put("removedBytes", losses.removedBytes())
                .put("listenerFailures", losses.listenerFailures());
    }

    static @Nullable ObjectNode allTraces(@Nullable AllTraces all) {
        if (all == null) {
            return null;
        }
        ObjectNode node =
                NODES.objectNode().put("seconds", decimals(all.seconds(), 3)).put("count", all.count());
        lines(node.putArray("kinds"), all.kinds());
        lines(node.putArray("stages"), all.stages());
        return node;
    }

    private static void lines(ArrayNode into, List<AllTraces.Line> lines) {
        for (AllTraces.Line line : lines) {
            into.addObject()
                    .put("name", line.name())
                    .put("segment", line.segment().isEmpty() ? null : line.segment())
                    .put("count", line.count())
                    .put("meanMs", decimals(line.meanMs(), 6))
                    .put("p50Ms", decimals(line.p50Ms(), 6))
                    .put("p90Ms", decimals(line.p90Ms(), 6))
                    .put("p99Ms", decimals(line.p99Ms(), 6))
                    .put("maxMs", decimals(line.maxMs(), 6))
                    .put("shareOfTime", decimals(line.shareOfMean(), 5));
        }
    }

    static @Nullable ObjectNode lanes(@Nullable LaneSummary summary) {
        if (summary == null) {
            return null;
        }
        ObjectNode node = NODES.objectNode().put("seconds", decimals(summary.seconds(), 3));
        ArrayNode lanes = node.putArray("values");
        summary.lanes().forEach(lane -> lanes.addObject()
                .put("name", lane.name())
                .put("unit", lane.unit())
                .put("total", decimals(lane.total(), 3))
                .put("perS", decimals(lane.perS(), 6))
                .put("mean", decimals(lane.mean(), 3))
                .put("max", decimals(lane.max(), 3)));
        ArrayNode pauses = node.putArray("pauses");
        summary.pauses().forEach(p -> pauses.addObject()
                .put("type", p.type())
                .put("count", p.count())
                .put("totalMs", decimals(p.totalMs(), 6))
                .put("longestMs", decimals(p.longestMs(), 6)));
        ArrayNode unavailable = node.putArray("unavailable");
        summary.unavailable()
                .forEach(
                        lane -> unavailable.addObject().put("name", lane.name()).put("reason", lane.reason()));
        ArrayNode timeline = node.putArray("timeline");
        summary.timeline().forEach(p -> timeline.addObject()
                .put("fromS", decimals(p.fromS(), 3))
                .put("toS", decimals(p.toS(), 3))
                .put("processCpus", decimals(p.processCpus(), 4))
                .put("systemCpus", decimals(p.systemCpus(), 4))
                .put("gcMs", decimals(p.gcMs(), 4)));
        return node;
    }
}
