package io.narrows.server.model.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.minilm.Assignment;
import io.narrows.server.model.minilm.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The assignment that the variant {@code mixed} uses: the result of a search on this machine, or the built-in one. Stateless. */
public final class MixedPrecision {
    /** What {@code narrows models search minilm} found on the machine that the documentation names. */
    public static final Assignment BUILT_IN =
            Assignment.ALL.without(new Unit(4, Unit.Kind.QKV)).without(new Unit(5, Unit.Kind.ATTENDED));

    static final String SCHEMA = "narrows.precision/1";

    private static final double NS_PER_MS = 1e6;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private MixedPrecision() {}

    /**
     * The assignment to use.
     *
     * @param file the result of a search, which need not be there
     * @param modelHash the weights; a result for others is not used
     * @throws ModelException when the file is there and is no such result
     */
    public static Assignment of(Path file, String modelHash) {
        if (!Files.exists(file)) {
            return BUILT_IN;
        }
        try {
            JsonNode root = MAPPER.readTree(file.toFile());
            if (!root.path("schema").asText().equals(SCHEMA)
                    || !root.path("modelHash").asText().equals(modelHash)) {
                throw new IOException("it is no " + SCHEMA + " for this model");
            }
            List<String> labels = new ArrayList<>();
            root.path("int8").forEach(label -> labels.add(label.asText()));
            return Assignment.of(labels);
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelException(
                    "search result " + file + " cannot be used: " + reason(e)
                            + " (delete it, or search again with narrows models search)",
                    e);
        }
    }

    private static String reason(Exception e) {
        String message = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        return String.valueOf(message).lines().findFirst().orElse("");
    }

    /**
     * Keeps the result of a search, whole or not at all.
     *
     * @throws IOException when it cannot be written
     */
    public static void write(Path file, String modelHash, SearchResult result) throws IOException {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("schema", SCHEMA).put("modelHash", modelHash).put("keep", result.keep());
        result.chosen().assignment().labels().forEach(root.putArray("int8")::add);
        ArrayNode units = root.putArray("units");
        for (SearchResult.UnitCost unit : result.units()) {
            units.addObject()
                    .put("unit", unit.unit())
                    .put("agreementLoss", unit.loss())
                    .put("savedMs", unit.savedNs() / NS_PER_MS);
        }
        ArrayNode points = root.putArray("frontier");
        for (SearchResult.Point point : result.points()) {
            ObjectNode json = points.addObject()
                    .put("agreement", point.agreement())
                    .put("agreementChecked", point.checked())
                    .put("agreementHeldOut", point.heldOut())
                    .put("speed", point.speed().ratio())
                    .put("speedLo", point.speed().lo())
                    .put("speedHi", point.speed().hi());
            point.assignment().labels().forEach(json.putArray("int8")::add);
        }
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path staging = Files.createTempFile(folder, "search", ".new");
        try {
            MAPPER.writerWithDefaultPrettyPrinter().writeValue(staging.toFile(), root);
            Files.move(staging, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(staging);
        }
    }
}
