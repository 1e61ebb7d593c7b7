package io.narrows.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The file form of a golden set; docs/reference/golden-format.md describes it. */
final class GoldenSetJson {
    static final String SCHEMA = "narrows.golden/1";

    private GoldenSetJson() {}

    static GoldenSet read(InputStream in) throws IOException {
        Fields root = Fields.parse(in, "golden set");
        requireSchema(root, SCHEMA);
        root.only("schema", "sha256", "model", "engine", "recorded", "tolerance", "samples");
        Fields model = root.object("model").only("name", "sha256");
        GoldenSet set = new GoldenSet(
                model.text("name"),
                model.text("sha256"),
                root.text("engine"),
                instant(root.text("recorded")),
                tolerance(root.object("tolerance")),
                samples(root.array("samples"), true));
        String stated = root.text("sha256");
        if (!stated.equals(set.sha256())) {
            throw new GoldenException("golden set of model '" + set.model() + "' is damaged: its content has SHA-256 "
                    + set.sha256() + " and field sha256 says " + GoldenText.quote(stated, 64) + "; they must be equal");
        }
        return set;
    }

    static void requireSchema(Fields root, String schema) {
        String found = root.text("schema");
        if (!found.equals(schema)) {
            throw new GoldenException(
                    "field schema is " + GoldenText.quote(found) + "; this version reads \"" + schema + "\"");
        }
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new GoldenException(
                    "field recorded is " + GoldenText.quote(text) + "; it must be like 2026-01-31T12:00:00Z", e);
        }
    }

    private static GoldenTolerance tolerance(Fields fields) {
        int version = fields.integer("version");
        if (version != GoldenTolerance.VERSION) {
            throw new GoldenException(
                    "field tolerance.version is " + version + "; this version reads " + GoldenTolerance.VERSION);
        }
        fields.only("version", "tier", "maxAbs", "minCosine");
        return new GoldenTolerance(
                GoldenTolerance.Tier.of(fields.text("tier")), fields.number("maxAbs"), fields.number("minCosine"));
    }

    static List<GoldenSample> samples(List<JsonNode> nodes, boolean answered) {
        List<GoldenSample> samples = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            String where = "samples[" + i + "]";
            Fields fields = Fields.of(nodes.get(i), where);
            List<GoldenTensor> outputs = List.of();
            if (answered) {
                fields.only("id", "note", "inputs", "outputs");
                outputs = TensorJson.readAll(fields.array("outputs"), where + ".outputs");
            } else {
                fields.only("id", "note", "inputs");
            }
            List<GoldenTensor> inputs = TensorJson.readAll(fields.array("inputs"), where + ".inputs");
            samples.add(new GoldenSample(fields.text("id"), fields.text("note"), inputs, outputs));
        }
        return samples;
    }

    static byte[] toBytes(GoldenSet set) {
        ObjectNode root = Fields.MAPPER.createObjectNode();
        root.put("schema", SCHEMA);
        root.put("sha256", set.sha256());
        root.putObject("model").put("name", set.model()).put("sha256", set.modelHash());
        root.put("engine", set.engine());
        root.put("recorded", set.recorded().toString());
        write(set.tolerance(), root.putObject("tolerance"));
        ArrayNode samples = root.putArray("samples");
        for (GoldenSample sample : set.samples()) {
            ObjectNode node = samples.addObject();
            node.put("id", sample.id());
            node.put("note", sample.note());
            ArrayNode inputs = node.putArray("inputs");
            sample.inputs().forEach(tensor -> TensorJson.write(tensor, inputs.addObject()));
            ArrayNode outputs = node.putArray("outputs");
            sample.outputs().forEach(tensor -> TensorJson.write(tensor, outputs.addObject()));
        }
        return pretty(root);
    }

    static void write(GoldenTolerance tolerance, ObjectNode node) {
        node.put("version", GoldenTolerance.VERSION);
        node.put("tier", tolerance.tier().word());
        node.put("maxAbs", tolerance.maxAbs());
        node.put("minCosine", tolerance.minCosine());
    }

    /** Indented, in ASCII (invisible characters would be lost in editors), with a line feed at the end. */
    static byte[] pretty(ObjectNode node) {
        ObjectWriter writer =
                Fields.MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).with(JsonWriteFeature.ESCAPE_NON_ASCII);
        try {
            return (writer.writeValueAsString(node).replace("\r\n", "\n") + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always valid JSON", e);
        }
    }
}
