package io.narrows.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.narrows.analysis.ClientLatency;
import io.narrows.analysis.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code load.json} and {@code golden.json}; a field that is missing is left out, never guessed. */
final class SideFiles {

    private SideFiles() {}

    static LoadResult load(JsonNode json) {
        JsonNode latency = json.path("latencyMs");
        return new LoadResult(
                json.path("url").asText(""),
                json.path("rate").asDouble(),
                json.path("seconds").asDouble(),
                json.path("scheduled").asLong(),
                json.path("answered").asLong(),
                json.path("failed").asLong(),
                hex(json.path("sessionTraceIdHigh")),
                estimate(latency.path("p50")),
                estimate(latency.path("p90")),
                estimate(latency.path("p99")),
                estimate(json.path("throughputPerS")));
    }

    /** The client's latencies for the analysis, or null where the file tells none. */
    static @Nullable ClientLatency client(JsonNode json) {
        List<ClientLatency.Quantile> quantiles = new ArrayList<>();
        for (int percent : new int[] {50, 90, 99}) {
            Double fromSchedule =
                    number(json.path("latencyMs").path("p" + percent).path("value"));
            if (fromSchedule != null) {
                quantiles.add(new ClientLatency.Quantile(
                        percent,
                        fromSchedule,
                        number(json.path("uncorrectedMs").path("p" + percent).path("value"))));
            }
        }
        return quantiles.isEmpty() ? null : new ClientLatency(quantiles);
    }

    static GoldenSummary golden(JsonNode json) {
        return new GoldenSummary(
                json.path("passed").asBoolean(false),
                json.path("compared").asLong(),
                json.path("set").asText(""),
                json.path("engine").asText(""),
                number(json.path("maxAbs")),
                number(json.path("minCosine")),
                worst(json.path("worst")));
    }

    private static String worst(JsonNode worst) {
        List<String> parts = new ArrayList<>();
        worst.fields().forEachRemaining(field -> {
            if (!field.getValue().isContainerNode() && !field.getValue().isNull()) {
                parts.add(field.getKey() + " " + field.getValue().asText());
            }
        });
        return String.join(", ", parts);
    }

    private static @Nullable Long hex(JsonNode node) {
        try {
            return node.isTextual() ? Long.valueOf(Long.parseUnsignedLong(node.asText(), 16)) : null;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "sessionTraceIdHigh '%s' is not 16 hexadecimal digits", node.asText()),
                    e);
        }
    }

    private static @Nullable Double number(JsonNode node) {
        return node.isNumber() ? Double.valueOf(node.asDouble()) : null;
    }

    private static @Nullable Estimate estimate(JsonNode node) {
        Double value = number(node.path("value"));
        if (value == null) {
            return null;
        }
        Double lo = number(node.path("lo"));
        Double hi = number(node.path("hi"));
        return lo == null || hi == null ? Estimate.withoutInterval(value) : new Estimate(value, lo, hi);
    }
}
