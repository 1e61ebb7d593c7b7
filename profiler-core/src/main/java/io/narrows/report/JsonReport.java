package io.narrows.report;

import static io.narrows.report.JsonNumbers.decimals;
import static io.narrows.report.JsonNumbers.estimate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.narrows.analysis.BatchStatistics;
import io.narrows.analysis.LatencySummary;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.RunFacts;
import io.narrows.analysis.StageStatistics;
import io.narrows.analysis.TailBand;
import io.narrows.analysis.TraceCounts;
import io.narrows.analysis.Unaccounted;
import io.narrows.diagnosis.Finding;
import io.narrows.diagnosis.Goal;
import org.jspecify.annotations.Nullable;

/**
 * {@code report.json}: what machines read. Every field is always present; what is not known is null. Times are
 * milliseconds, shares are fractions of 1.
 */
public final class JsonReport {

    /** Value of the field {@code schema}. */
    public static final String SCHEMA = "narrows.report/1";

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JsonReport() {}

    /** Renders a report; the text ends with a line break. */
    public static String render(RunReport report) {
        try {
            return MAPPER.writeValueAsString(tree(report)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON nodes cannot be written: " + e.getMessage(), e);
        }
    }

    static ObjectNode tree(RunReport report) {
        RunAnalysis run = report.analysis();
        ObjectNode root = MAPPER.createObjectNode();
        root.put("schema", SCHEMA);
        root.set("run", run(run.run(), run.counts()));
        root.put("otherTraces", run.counts().other());
        root.set("overhead", JsonRecording.overhead(run.overhead()));
        root.set("loss", JsonRecording.loss(run.losses()));
        root.set("allTraces", JsonRecording.allTraces(run.allTraces()));
        root.set("lanes", JsonRecording.lanes(run.lanes()));
        root.set("latencyMs", latency(run.latency()));
        root.set("throughputPerS", estimate(run.throughputPerS()));
        root.set("load", report.loadJson());
        ArrayNode stages = root.putArray("stages");
        run.stages().forEach(stage -> stages.add(stage(stage)));
        root.set("unaccounted", unaccounted(run.unaccounted()));
        root.set("tailBand", tail(run.tail()));
        root.set("batches", batches(run.batches()));
        root.set("operators", JsonGroups.operators(run.operators()));
        root.set("causes", JsonTail.causes(report.diagnosis().attribution()));
        root.set("attribution", JsonTail.attribution(report.diagnosis().attribution()));
        root.set("whatIf", JsonTail.whatIf(report.whatIf()));
        root.set("kinds", JsonGroups.kinds(run.kinds()));
        root.set("sizes", JsonGroups.sizes(run.sizes()));
        root.set("parts", JsonGroups.parts(run.parts()));
        root.set("concurrency", JsonGroups.concurrency(run.concurrency()));
        root.set("warmup", JsonGroups.warmup(run.warmup()));
        root.set("coordinatedOmission", JsonGroups.omission(run.coordinatedOmission()));
        root.set("timeline", JsonGroups.timeline(run.timeline()));
        root.set("requests", JsonGroups.requests(run.waterfalls()));
        Goal goal = report.diagnosis().goal();
        root.put("goal", goal == null ? null : goal.toString());
        ArrayNode failures = root.putArray("failures");
        run.failures()
                .forEach(failure ->
                        failures.addObject().put("reason", failure.reason()).put("count", failure.count()));
        ArrayNode findings = root.putArray("findings");
        report.diagnosis().findings().forEach(finding -> findings.add(finding(finding)));
        root.set("golden", report.goldenJson());
        ArrayNode warnings = root.putArray("warnings");
        report.warnings().forEach(warnings::add);
        return root;
    }

    private static ObjectNode run(RunFacts facts, TraceCounts counts) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("service", facts.service());
        node.put("processId", facts.processId());
        node.put("logFormatVersion", facts.formatVersion());
        node.put("recordedAt", facts.recordedAt().toString());
        node.put("durationS", decimals(facts.durationS(), 6));
        node.put("closedInOrder", facts.closedInOrder());
        node.putObject("traces")
                .put("measured", counts.measured())
                .put("ok", counts.ok())
                .put("failed", counts.failed())
                .put("abandoned", counts.abandoned())
                .put("recovered", counts.recovered())
                .put("kept", counts.kept())
                .put("context", counts.context());
        ObjectNode environment = node.putObject("environment");
        facts.environment().forEach(environment::put);
        return node;
    }

    private static @Nullable ObjectNode latency(@Nullable LatencySummary latency) {
        if (latency == null) {
            return null;
        }
        ObjectNode node = MAPPER.createObjectNode();
        node.set("p50", estimate(latency.p50()));
        node.set("p90", estimate(latency.p90()));
        node.set("p99", estimate(latency.p99()));
        node.set("p999", estimate(latency.p999()));
        node.set("mean", estimate(latency.mean()));
        node.put("max", decimals(latency.maxMs(), 6));
        ArrayNode curve = node.putArray("curve");
        latency.curve().forEach(point -> curve.addObject()
                .put("percentile", decimals(point.percentile(), 3))
                .put("ms", decimals(point.ms(), 6)));
        return node;
    }

    private static ObjectNode stage(StageStatistics stage) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("name", stage.name())
                .put("segment", stage.segment())
                .put("count", stage.count())
                .put("p50Ms", decimals(stage.p50Ms(), 6))
                .put("p99Ms", decimals(stage.p99Ms(), 6))
                .put("meanMs", decimals(stage.meanMs(), 6))
                .put("shareOfMean", decimals(stage.shareOfMean(), 5))
                .put("shareOfP99", decimals(stage.shareOfP99(), 5))
                .put("inBatch", stage.inBatch())
                .put("waiting", stage.waiting());
        ObjectNode quantiles = node.putObject("quantilesMs");
        quantiles.set("p50", estimate(stage.p50()));
        quantiles.set("p90", estimate(stage.p90()));
        quantiles.set("p99", estimate(stage.p99()));
        quantiles.set("p999", estimate(stage.p999()));
        node.set("mean", estimate(stage.mean()));
        node.set("share", estimate(stage.share()));
        node.set("requestsAtOnce", JsonGroups.concurrency(stage.requests()));
        node.set("executionsAtOnce", JsonGroups.concurrency(stage.executions()));
        return node;
    }

    private static @Nullable ObjectNode unaccounted(@Nullable Unaccounted unaccounted) {
        return unaccounted == null
                ? null
                : MAPPER.createObjectNode()
                        .put("meanMs", decimals(unaccounted.meanMs(), 6))
                        .put("shareOfMean", decimals(unaccounted.shareOfMean(), 5))
                        .put("shareOfP99", decimals(unaccounted.shareOfP99(), 5));
    }

    private static @Nullable ObjectNode tail(@Nullable TailBand tail) {
        return tail == null
                ? null
                : MAPPER.createObjectNode()
                        .put("traces", tail.traces())
                        .put("kept", tail.kept())
                        .put("fromMs", decimals(tail.fromMs(), 6))
                        .put("meanMs", decimals(tail.meanMs(), 6))
                        .put("partOfTraces", decimals(tail.partOfTraces(), 6));
    }

    private static @Nullable ObjectNode batches(@Nullable BatchStatistics batches) {
        if (batches == null) {
            return null;
        }
        ObjectNode node = MAPPER.createObjectNode()
                .put("count", batches.count())
                .put("failed", batches.failed())
                .put("meanSize", decimals(batches.meanSize(), 3))
                .put("maxSize", batches.maxSize())
                .put("p50Ms", decimals(batches.p50Ms(), 6))
                .put("p99Ms", decimals(batches.p99Ms(), 6));
        ArrayNode sizes = node.putArray("sizes");
        batches.sizes()
                .forEach((size, count) -> sizes.addObject().put("size", size).put("count", count));
        BatchStatistics.Padding padding = batches.padding();
        if (padding == null) {
            node.putNull("padding");
        } else {
            node.putObject("padding")
                    .put("tokens", padding.tokens())
                    .put("paddedTokens", padding.paddedTokens())
                    .put("waste", decimals(padding.waste(), 5));
        }
        return node;
    }

    private static ObjectNode finding(Finding finding) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("rank", finding.rank())
                .put("id", finding.id())
                .put("segment", finding.segment())
                .put("stage", finding.stage())
                .put("title", finding.title())
                .put("evidence", finding.evidence())
                .put("suggestion", finding.suggestion());
        Finding.Prediction predicted = finding.predicted();
        if (predicted == null) {
            node.putNull("predicted");
        } else {
            node.putObject("predicted")
                    .put("metric", predicted.metric())
                    .put("assumption", predicted.assumption())
                    .put("bound", predicted.bound())
                    .put("changePercent", decimals(predicted.changePercent(), 3))
                    .put("lo", decimals(predicted.lo(), 3))
                    .put("hi", decimals(predicted.hi(), 3));
        }
        return node.put("meetsGoal", finding.meetsGoal());
    }
}
