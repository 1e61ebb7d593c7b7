package io.narrows.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.narrows.analysis.statistics.Estimate;
import io.narrows.whatif.Baseline;
import io.narrows.whatif.Change;
import io.narrows.whatif.Prediction;
import io.narrows.whatif.Quantity;
import io.narrows.whatif.Station;
import io.narrows.whatif.WhatIf;
import org.jspecify.annotations.Nullable;

/** Writes what a replay says as JSON, schema {@code narrows.whatif/1}. Holds no state. */
final class WhatIfJson {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private WhatIfJson() {}

    static String render(WhatIf whatIf, @Nullable Prediction prediction) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("schema", "narrows.whatif/1");
        json.put("predicts", whatIf.predicts());
        json.put("reason", whatIf.reason());
        Baseline baseline = whatIf.baseline();
        json.put("requests", baseline.requests());
        figures(json.putObject("observed"), baseline.observed());
        figures(json.putObject("replayed"), baseline.replayed());
        json.put("cores", baseline.cores());
        ArrayNode stations = json.putArray("stations");
        baseline.stations().forEach(station -> station(stations.addObject(), station));
        if (prediction != null) {
            prediction(json.putObject("prediction"), prediction);
        }
        return json.toPrettyString() + "\n";
    }

    private static void figures(ObjectNode node, Baseline.Figures figures) {
        node.put("p50Ms", figures.p50Ms());
        node.put("p99Ms", figures.p99Ms());
        node.put("throughputPerS", figures.throughputPerS());
    }

    private static void station(ObjectNode node, Station station) {
        node.put("name", station.name());
        ArrayNode stages = node.putArray("stages");
        station.stages().forEach(stages::add);
        node.put("workers", station.workers());
        node.put("stated", station.stated());
        node.put("batching", station.batching());
        node.put("maxBatch", station.maxBatch());
        node.put("maxWaitMs", station.maxWaitNs() / 1e6);
        node.put("utilisation", station.utilisation());
        node.put("waitShare", station.waitShare());
    }

    private static void prediction(ObjectNode node, Prediction prediction) {
        ArrayNode changes = node.putArray("changes");
        prediction.changes().stream().map(Change::words).forEach(changes::add);
        quantity(node.putObject("p50Ms"), prediction.p50());
        quantity(node.putObject("p90Ms"), prediction.p90());
        quantity(node.putObject("p99Ms"), prediction.p99());
        quantity(node.putObject("meanMs"), prediction.mean());
        quantity(node.putObject("throughputPerS"), prediction.throughput());
        node.put("caution", prediction.caution());
    }

    private static void quantity(ObjectNode node, Quantity quantity) {
        node.put("observed", quantity.before());
        estimate(node.putObject("predicted"), quantity.after());
        estimate(node.putObject("changePercent"), quantity.changePercent());
    }

    private static void estimate(ObjectNode node, Estimate estimate) {
        node.put("value", estimate.value());
        node.put("lo", estimate.lo());
        node.put("hi", estimate.hi());
    }
}
