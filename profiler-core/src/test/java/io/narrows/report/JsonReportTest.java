package io.narrows.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.narrows.analysis.RunSimulation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class JsonReportTest {

    private static JsonNode schema() throws IOException {
        try (InputStream in = JsonReport.class.getResourceAsStream("report-1.schema.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    @Test
    void matchesItsSchema() throws IOException {
        for (RunReport report : List.of(
                SampleReports.loaded(),
                SampleReports.recorded(),
                SampleReports.explained(),
                SampleReports.profiled(),
                SampleReports.sampled(),
                SampleReports.histogramsOnly(),
                SampleReports.of(new RunSimulation(2).requests(300).failedPart(0.2), null, null),
                SampleReports.of(new RunSimulation(2).requests(1).withoutFooter(), null, null),
                SampleReports.of(new RunSimulation(2).requests(0), null, null))) {
            JsonNode json = SampleReports.parse(JsonReport.render(report));
            List<String> errors = new ArrayList<>();
            check(schema(), json, "$", errors);
            assertEquals(List.of(), errors);
        }
    }

    /** A field that came without a new number of the schema is one that older reports of that number do without. */
    @Test
    void reportOfBeforeOtherModelsWereToldStillMatches() throws IOException {
        ObjectNode json = JsonReport.tree(SampleReports.profiled());
        assertTrue(json.at("/operators/others").isInt());
        ((ObjectNode) json.get("operators")).remove("others");
        List<String> errors = new ArrayList<>();
        check(schema(), json, "$", errors);
        assertEquals(List.of(), errors);
    }

    @Test
    void schemaRefusesWhatIsNotAReport() throws IOException {
        ObjectNode json = JsonReport.tree(SampleReports.loaded());
        json.remove("otherTraces");
        json.put("surprise", 1);
        ((ObjectNode) json.get("run")).put("durationS", "long");
        List<String> errors = new ArrayList<>();
        check(schema(), json, "$", errors);

        assertEquals(List.of("$.run.durationS: string", "$.otherTraces: missing", "$.surprise: unknown"), errors);
    }

    @Test
    void sharesAddUpToOne() {
        JsonNode json = JsonReport.tree(SampleReports.loaded());
        for (String share : List.of("shareOfMean", "shareOfP99")) {
            double sum = json.at("/unaccounted/" + share).asDouble();
            for (JsonNode stage : json.path("stages")) {
                sum += stage.path(share).asDouble();
            }
            assertEquals(1, sum, 1e-9);
        }
    }

    @Test
    void carriesWhatOthersMeasured() {
        JsonNode json = JsonReport.tree(SampleReports.loaded());

        assertEquals("narrows.report/1", json.path("schema").asText());
        assertEquals(2_000, json.at("/run/traces/ok").asLong());
        assertEquals(150, json.path("otherTraces").asLong());
        assertEquals(84.0, json.at("/load/latencyMs/p99/value").asDouble());
        assertTrue(json.at("/load/latencyMs/p99/lo").isNull());
        assertEquals(64, json.at("/golden/compared").asLong());
        assertTrue(json.at("/findings/0/predicted/metric").asText().startsWith("latencyMs."));
        assertTrue(json.at("/findings/0/predicted/lo").asDouble()
                < json.at("/findings/0/predicted/hi").asDouble());
    }

    @Test
    void saysWhySlowOnesAreSlowAndWhatWouldHelp() {
        JsonNode json = JsonReport.tree(SampleReports.explained());

        assertEquals("HEAD_OF_LINE", json.at("/causes/0/type").asText());
        assertEquals(48.1, json.at("/causes/0/tailMs/value").asDouble());
        assertTrue(json.at("/causes/1/stage").isNull());
        assertEquals("HAND_OVER", json.at("/attribution/parts/2/type").asText());
        assertEquals(
                json.at("/requests/0/serial").asLong(),
                json.at("/attribution/slowest/0/serial").asLong());
        assertEquals(
                "2 workers at queue", json.at("/whatIf/predictions/1/changes/0").asText());
        assertEquals(58.2, json.at("/whatIf/predictions/1/p99Ms/before").asDouble());
        assertTrue(json.at("/whatIf/reason").isNull());
        assertTrue(JsonReport.tree(SampleReports.loaded()).at("/whatIf").isNull());
    }

    @Test
    void timelineFollowsLittlesLaw() {
        JsonNode json = JsonReport.tree(SampleReports.loaded());
        double inFlight = 0;
        double waiting = 0;
        for (JsonNode slice : json.path("timeline")) {
            inFlight += slice.path("inFlight").asDouble();
            waiting += slice.path("waiting").asDouble();
            assertTrue(
                    slice.path("waiting").asDouble() <= slice.path("inFlight").asDouble() + 1e-9);
        }
        int slices = json.path("timeline").size();
        double perS = json.at("/throughputPerS/value").asDouble();
        double meanS = json.at("/latencyMs/mean/value").asDouble() / 1e3;
        double queueS = 0;
        for (JsonNode stage : json.path("stages")) {
            queueS += stage.path("waiting").asBoolean() ? stage.path("meanMs").asDouble() / 1e3 : 0;
        }

        assertEquals(60, slices);
        assertEquals(perS * meanS, inFlight / slices, perS * meanS * 0.01);
        assertTrue(queueS > 0);
        assertEquals(perS * queueS, waiting / slices, perS * queueS * 0.01);
    }

    @Test
    void everyFieldIsDocumented() throws IOException {
        String page = Files.readString(Path.of("../docs/reference/report-json.md"));
        List<String> missing = new ArrayList<>();
        schema().findValues("properties")
                .forEach(properties -> properties.fieldNames().forEachRemaining(name -> {
                    if (!page.contains("`" + name) && !page.contains("." + name + "`")) {
                        missing.add(name);
                    }
                }));

        assertEquals(List.of(), missing);
    }

    /** The part of JSON Schema that our schema uses. */
    private static void check(JsonNode schema, JsonNode value, String at, List<String> errors) {
        if (schema.has("const") && !schema.path("const").equals(value)) {
            errors.add(at + ": not " + schema.path("const"));
        }
        if (schema.has("enum") && !contains(schema.path("enum"), value)) {
            errors.add(at + ": not one of " + schema.path("enum"));
        }
        if (schema.has("type") && !type(schema.path("type"), value)) {
            errors.add(at + ": " + value.getNodeType().name().toLowerCase(Locale.ROOT));
            return;
        }
        boolean outside = value.isNumber()
                && (value.asDouble() < schema.path("minimum").asDouble(-Double.MAX_VALUE)
                        || value.asDouble() > schema.path("maximum").asDouble(Double.MAX_VALUE));
        if (outside) {
            errors.add(at + ": out of range");
        }
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                check(schema.path("items"), value.get(i), at + "[" + i + "]", errors);
            }
        }
        if (value.isObject()) {
            checkObject(schema, value, at, errors);
        }
    }

    private static void checkObject(JsonNode schema, JsonNode value, String at, List<String> errors) {
        schema.path("properties").fields().forEachRemaining(property -> {
            if (value.has(property.getKey())) {
                check(property.getValue(), value.get(property.getKey()), at + "." + property.getKey(), errors);
            }
        });
        schema.path("required").forEach(name -> {
            if (!value.has(name.asText())) {
                errors.add(at + "." + name.asText() + ": missing");
            }
        });
        JsonNode additional = schema.path("additionalProperties");
        value.fieldNames().forEachRemaining(name -> {
            if (!schema.path("properties").has(name)) {
                if (additional.isObject()) {
                    check(additional, value.get(name), at + "." + name, errors);
                } else if (!additional.asBoolean(true)) {
                    errors.add(at + "." + name + ": unknown");
                }
            }
        });
    }

    private static boolean type(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (type(one, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> throw new IllegalArgumentException(type.asText());
        };
    }

    private static boolean contains(JsonNode list, JsonNode value) {
        for (JsonNode one : list) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }
}
