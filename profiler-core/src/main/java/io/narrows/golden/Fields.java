package io.narrows.golden;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** Fields of a JSON object, read strictly: every error names the field, its value and the rule. */
final class Fields {
    static final JsonMapper MAPPER = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final ObjectNode node;
    private final String where;

    private Fields(ObjectNode node, String where) {
        this.node = node;
        this.where = where;
    }

    /** Reads one JSON object; {@code what} says in errors what it should have been. */
    static Fields parse(InputStream in, String what) throws IOException {
        JsonNode root;
        try {
            root = MAPPER.readTree(in);
        } catch (JacksonException e) {
            String at = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new GoldenException(what + " is not valid JSON" + at + ": " + firstLine(e.getOriginalMessage()), e);
        }
        if (!(root instanceof ObjectNode object)) {
            throw new GoldenException(what + " is " + kind(root) + "; it must be a JSON object");
        }
        return new Fields(object, "");
    }

    static Fields of(JsonNode node, String where) {
        if (!(node instanceof ObjectNode object)) {
            throw new GoldenException(where + " is " + kind(node) + "; it must be an object");
        }
        return new Fields(object, where + ".");
    }

    /** Refuses fields that the format does not have. */
    Fields only(String... names) {
        List<String> known = Arrays.asList(names);
        for (Iterator<String> it = node.fieldNames(); it.hasNext(); ) {
            String name = it.next();
            if (!known.contains(name)) {
                throw new GoldenException("field " + where + name + " is not part of the format; known here: "
                        + String.join(", ", known));
            }
        }
        return this;
    }

    /** Names of the fields, in the order of the file. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    boolean has(String name) {
        return node.has(name);
    }

    JsonNode any(String name) {
        JsonNode value = node.get(name);
        if (value == null) {
            throw new GoldenException("field " + where + name + " is missing; it is required");
        }
        return value;
    }

    Fields object(String name) {
        return of(any(name), where + name);
    }

    String text(String name) {
        JsonNode value = any(name);
        if (!value.isTextual()) {
            throw wrong(name, value, "a string");
        }
        return value.textValue();
    }

    double number(String name) {
        JsonNode value = any(name);
        if (!value.isNumber()) {
            throw wrong(name, value, "a number");
        }
        return value.doubleValue();
    }

    int integer(String name) {
        JsonNode value = any(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(name, value, "an integer");
        }
        return value.intValue();
    }

    List<JsonNode> array(String name) {
        JsonNode value = any(name);
        if (!value.isArray()) {
            throw wrong(name, value, "an array");
        }
        return List.copyOf(Arrays.asList(elements(value)));
    }

    private static JsonNode[] elements(JsonNode array) {
        JsonNode[] all = new JsonNode[array.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = array.get(i);
        }
        return all;
    }

    GoldenException wrong(String name, JsonNode value, String rule) {
        return new GoldenException("field " + where + name + " is " + kind(value) + "; it must be " + rule);
    }

    /** A value in an error message: short values as they are, long ones by what they are. */
    static String kind(JsonNode value) {
        if (value.isMissingNode()) {
            return "empty";
        }
        if (value.isTextual()) {
            return GoldenText.quote(value.textValue());
        }
        if (value.isContainerNode()) {
            return value.isArray() ? "an array of " + value.size() : "an object";
        }
        return value.toString();
    }

    static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
