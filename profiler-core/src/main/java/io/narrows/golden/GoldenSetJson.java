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
    private static final String SCHEMA_1 = "narrows.golden/1";
    private static final String SCHEMA_2 = "narrows.golden/2";

    private GoldenSetJson() {}

    static GoldenSet read(InputStream in) throws IOException {
        Fields root = Fields.parse(in, "golden set");
        int version = version(root);
        root.only("schema", "sha256", "model", "engine", "recorded", "tolerance", "samples");
        Fields model = root.object("model").only("name", "sha256");
        GoldenSet set = new GoldenSet(
                model.text("name"),
                model.text("sha256"),
                root.text("engine"),
                instant(root.text("recorded")),
                ToleranceJson.read(root.object("tolerance"), version),
                samples(root.array("samples"), true));
        String stated = root.text("sha256");
        if (!stated.equals(set.sha256())) {
            throw new GoldenException("golden set of model '" + set.model() + "' is damaged: its content has SHA-256 "
                    + set.sha256() + " and field sha256 says " + GoldenText.quote(stated, 64) + "; they must be equal");
        }
        return set;
    }

    /** The oldest schema that can say what the set says, so that older readers understand as much as possible. */
    static String schema(GoldenTolerance tolerance) {
        return ToleranceJson.version(tolerance) == ToleranceJson.VERSION_1 ? SCHEMA_1 : SCHEMA_2;
    }

    private static int version(Fields root) {
        String found = root.text("schema");
        return switch (found) {
            case SCHEMA_1 -> ToleranceJson.VERSION_1;
            case SCHEMA_2 -> ToleranceJson.VERSION_2;
            default ->
                throw new GoldenException("field schema is " + GoldenText.quote(found) + "; this version reads \""
                        + SCHEMA_1 + "\" and \"" + SCHEMA_2 + "\"");
        };
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
        root.put("schema", schema(set.tolerance()));
        root.put("sha256", set.sha256());
        root.putObject("model").put("name", set.model()).put("sha256", set.modelHash());
        root.put("engine", set.engine());
        root.put("recorded", set.recorded().toString());
        ToleranceJson.write(set.tolerance(), root.putObject("tolerance"));
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
