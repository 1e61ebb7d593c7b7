package io.narrows.golden;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Outcome of a golden check. An immutable value; its JSON form is in docs/reference/golden-format.md.
 *
 * @param passed whether every sample was compared and agrees within the tolerance
 * @param reason why, in words
 * @param samples samples in the set
 * @param compared samples of which at least one value was compared
 * @param failed samples that do not agree, in whatever way they were asked
 * @param batched samples that were also compared in a batch
 * @param set SHA-256 over the set's content
 * @param setEngine engine that gave the expected answers
 * @param model name of the model that was checked
 * @param modelHash SHA-256 of its source weights, empty where it is not known
 * @param engine engine that ran it, empty where it is not known
 * @param maxAbs largest absolute difference seen, NaN where no tolerance on it would have passed
 * @param minCosine smallest cosine seen, NaN where no tolerance on it would have passed
 * @param tolerance what was allowed
 * @param worst what lies farthest out, also when it is within the tolerance; null when nothing was compared
 * @param failures what does not agree, in the order of the check, at most {@value #MOST_FAILURES}
 */
public record GoldenResult(
        boolean passed,
        String reason,
        int samples,
        int compared,
        int failed,
        int batched,
        String set,
        String setEngine,
        String model,
        String modelHash,
        String engine,
        double maxAbs,
        double minCosine,
        GoldenTolerance tolerance,
        @Nullable GoldenDeviation worst,
        List<GoldenDeviation> failures) {

    static final String SCHEMA = "narrows.golden-result/1";
    static final int MOST_FAILURES = 20;

    public GoldenResult {
        failures = List.copyOf(failures);
    }

    /** Whether anything can be said: something was compared, or failed. */
    public boolean decided() {
        return compared > 0 || failed > 0;
    }

    /** The content of golden.json, indented, with a line feed at the end. */
    public String toJson() {
        ObjectNode root = Fields.MAPPER.createObjectNode();
        root.put("schema", SCHEMA);
        root.put("passed", passed);
        root.put("reason", reason);
        root.put("samples", samples);
        root.put("compared", compared);
        root.put("failed", failed);
        root.put("batched", batched);
        root.put("set", set);
        root.put("setEngine", setEngine);
        root.put("model", model);
        root.put("modelHash", modelHash);
        root.put("engine", engine);
        putNumber(root, "maxAbs", maxAbs);
        putNumber(root, "minCosine", minCosine);
        GoldenSetJson.write(tolerance, root.putObject("tolerance"));
        if (worst == null) {
            root.putNull("worst");
        } else {
            worst.write(root.putObject("worst"));
        }
        ArrayNode list = root.putArray("failures");
        failures.forEach(failure -> failure.write(list.addObject()));
        return new String(GoldenSetJson.pretty(root), StandardCharsets.UTF_8);
    }

    /**
     * Writes golden.json.
     *
     * @throws GoldenException when it cannot be written
     */
    public void write(Path file) {
        GoldenFiles.write(file, toJson().getBytes(StandardCharsets.UTF_8));
    }

    private static void putNumber(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }
}
