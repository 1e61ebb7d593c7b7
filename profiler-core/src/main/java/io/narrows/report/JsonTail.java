package io.narrows.report;

import static io.narrows.report.JsonNumbers.decimals;
import static io.narrows.report.JsonNumbers.estimate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.narrows.analysis.accounting.Attribution;
import io.narrows.analysis.accounting.Blame;
import io.narrows.analysis.accounting.Cause;
import io.narrows.analysis.accounting.Covariate;
import io.narrows.analysis.accounting.Part;
import io.narrows.analysis.accounting.SlowRequest;
import io.narrows.analysis.accounting.TailContrast;
import io.narrows.whatif.Baseline;
import io.narrows.whatif.Change;
import io.narrows.whatif.Prediction;
import io.narrows.whatif.Quantity;
import io.narrows.whatif.Station;
import org.jspecify.annotations.Nullable;

/** The parts of {@code report.json} about why slow requests are slow, and what would be if. */
final class JsonTail {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonTail() {}

    static ArrayNode causes(Attribution attribution) {
        ArrayNode list = NODES.arrayNode();
        for (Cause cause : attribution.causes()) {
            ObjectNode node = list.addObject()
                    .put("type", cause.type().name())
                    .put("stage", cause.stage().isEmpty() ? null : cause.stage())
                    .put("meanMs", decimals(cause.meanMs(), 6));
            node.set("tailMs", estimate(cause.tailMs()));
            node.put("evidence", cause.evidence());
        }
        return list;
    }

    /** Null where no request was accounted for. */
    static @Nullable ObjectNode attribution(Attribution attribution) {
        if (attribution.parts().isEmpty()) {
            return null;
        }
        ObjectNode node = NODES.objectNode();
        node.set("contrast", contrast(attribution.contrast()));
        ArrayNode parts = node.putArray("parts");
        for (Part part : attribution.parts()) {
            ObjectNode one = parts.addObject()
                    .put("stage", part.stage())
                    .put("type", part.type().name())
                    .put("meanMs", decimals(part.meanMs(), 6))
                    .put("shareOfMean", decimals(part.shareOfMean(), 6));
            one.set("tailMs", estimate(part.tailMs()));
        }
        ArrayNode covariates = node.putArray("covariates");
        for (Covariate covariate : attribution.covariates()) {
            ObjectNode one = covariates
                    .addObject()
                    .put("name", covariate.name())
                    .put("typical", decimals(covariate.typical(), 6))
                    .put("slow", decimals(covariate.slow(), 6))
                    .put("msPerUnit", decimals(covariate.msPerUnit(), 9));
            one.set("tailMs", estimate(covariate.tailMs()));
        }
        ArrayNode blames = node.putArray("blames");
        for (Blame blame : attribution.blames()) {
            blames.addObject()
                    .put("waitingStage", blame.waitingStage())
                    .put("blockingStage", blame.blockingStage())
                    .put("blockingKind", blame.blockingKind().isEmpty() ? null : blame.blockingKind())
                    .put("msPerRequest", decimals(blame.msPerRequest(), 6))
                    .put("shareOfWait", decimals(blame.shareOfWait(), 6))
                    .put("waits", blame.waits())
                    .put("longestMs", decimals(blame.longestMs(), 6));
        }
        ArrayNode slowest = node.putArray("slowest");
        attribution.slowest().forEach(request -> slowest.add(slow(request)));
        return node;
    }

    private static ObjectNode contrast(TailContrast contrast) {
        ObjectNode node = NODES.objectNode()
                .put("slow", contrast.slow())
                .put("slowKept", contrast.slowKept())
                .put("slowFromMs", decimals(contrast.slowFromMs(), 6))
                .put("slowMeanMs", decimals(contrast.slowMeanMs(), 6))
                .put("typical", contrast.typical())
                .put("typicalKept", contrast.typicalKept())
                .put("typicalFromMs", decimals(contrast.typicalFromMs(), 6))
                .put("typicalToMs", decimals(contrast.typicalToMs(), 6))
                .put("typicalMeanMs", decimals(contrast.typicalMeanMs(), 6));
        node.set("differenceMs", estimate(contrast.differenceMs()));
        return node;
    }

    private static ObjectNode slow(SlowRequest request) {
        ObjectNode node = NODES.objectNode().put("serial", request.traceSerial());
        ArrayNode ahead = node.putArray("ahead");
        for (SlowRequest.Ahead one : request.ahead()) {
            ahead.addObject()
                    .put("waitingStage", one.waitingStage())
                    .put("blockingStage", one.blockingStage())
                    .put("blockingKind", one.blockingKind().isEmpty() ? null : one.blockingKind())
                    .put("serial", one.serial())
                    .put("batch", one.batch())
                    .put("startMs", decimals(one.startMs(), 6))
                    .put("ms", decimals(one.ms(), 6));
        }
        ArrayNode pauses = node.putArray("pauses");
        for (SlowRequest.PauseOver pause : request.pauses()) {
            pauses.addObject()
                    .put("type", pause.type().name())
                    .put("startMs", decimals(pause.startMs(), 6))
                    .put("ms", decimals(pause.ms(), 6))
                    .put("why", pause.why());
        }
        return node;
    }

    /** Null where nothing was asked. */
    static @Nullable ObjectNode whatIf(WhatIfTable table) {
        if (!HtmlWhatIf.drawn(table)) {
            return null;
        }
        ObjectNode node = NODES.objectNode().put("reason", table.reason().isEmpty() ? null : table.reason());
        Baseline baseline = table.baseline();
        ObjectNode run = node.putObject("baseline")
                .put("requests", baseline.requests())
                .put("cores", baseline.cores() == 0 ? null : decimals(baseline.cores(), 3));
        run.set("observed", figures(baseline.observed()));
        run.set("replayed", figures(baseline.replayed()));
        ArrayNode stations = node.putArray("stations");
        for (Station station : baseline.stations()) {
            ObjectNode one = stations.addObject().put("name", station.name());
            ArrayNode stages = one.putArray("stages");
            station.stages().forEach(stages::add);
            one.put("workers", station.workers())
                    .put("stated", station.stated())
                    .put("batching", station.batching())
                    .put("maxBatch", station.maxBatch())
                    .put("maxWaitMs", decimals(station.maxWaitNs() / 1e6, 6))
                    .put("utilisation", decimals(station.utilisation(), 6))
                    .put("waitShare", decimals(station.waitShare(), 6));
        }
        ArrayNode predictions = node.putArray("predictions");
        table.predictions().forEach(prediction -> predictions.add(prediction(prediction)));
        return node;
    }

    private static ObjectNode figures(Baseline.Figures figures) {
        return NODES.objectNode()
                .put("p50Ms", decimals(figures.p50Ms(), 6))
                .put("p99Ms", decimals(figures.p99Ms(), 6))
                .put("throughputPerS", decimals(figures.throughputPerS(), 6));
    }

    private static ObjectNode prediction(Prediction prediction) {
        ObjectNode node = NODES.objectNode();
        ArrayNode changes = node.putArray("changes");
        prediction.changes().stream().map(Change::words).forEach(changes::add);
        node.set("p50Ms", quantity(prediction.p50()));
        node.set("p90Ms", quantity(prediction.p90()));
        node.set("p99Ms", quantity(prediction.p99()));
        node.set("meanMs", quantity(prediction.mean()));
        node.set("throughputPerS", quantity(prediction.throughput()));
        return node.put("caution", prediction.caution().isEmpty() ? null : prediction.caution());
    }

    private static ObjectNode quantity(Quantity quantity) {
        ObjectNode node = NODES.objectNode().put("before", decimals(quantity.before(), 6));
        node.set("after", estimate(quantity.after()));
        node.set("changePercent", estimate(quantity.changePercent()));
        return node;
    }
}
