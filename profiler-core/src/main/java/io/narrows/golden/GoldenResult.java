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
 * @param counts how many samples there were, and what became of them
 * @param set SHA-256 over the set's content
 * @param setEngine engine that gave the expected answers
 * @param model name of the model that was checked
 * @param modelHash SHA-256 of its source weights, empty where it is not known
 * @param engine engine that ran it, empty where it is not known
 * @param figures the worst of each metric: the limits that would have passed
 * @param tolerance what was allowed
 * @param noise how far the model lies from its own answers; null where it was not measured
 * @param worst what lies farthest out, also when it is within the tolerance; null when nothing was compared
 * @param failures what does not agree, in the order of the check, at most {@value #MOST_FAILURES}
 */
public record GoldenResult(
        boolean passed,
        String reason,
        Counts counts,
        String set,
        String setEngine,
        String model,
        String modelHash,
        String engine,
        GoldenFigures figures,
        GoldenTolerance tolerance,
        @Nullable GoldenNoise noise,
        @Nullable GoldenDeviation worst,
        List<GoldenDeviation> failures) {

    static final String SCHEMA = "narrows.golden-result/2";
    static final int MOST_FAILURES = 20;

    public GoldenResult {
        failures = List.copyOf(failures);
    }

    /**
     * Samples.
     *
     * @param samples in the set; the gate of a server may ask fewer
     * @param compared of which at least one value was compared
     * @param failed that do not agree, in whatever way they were asked
     * @param batched that were also compared in a batch
     * @param bitEqual that had the expected bits in every way they were asked
     */
    public record Counts(int samples, int compared, int failed, int batched, int bitEqual) {}

    /** Samples in the set. */
    public int samples() {
        return counts.samples();
    }

    /** Samples of which at least one value was compared. */
    public int compared() {
        return counts.compared();
    }

    /** Samples that do not agree, in whatever way they were asked. */
    public int failed() {
        return counts.failed();
    }

    /** Samples that were also compared in a batch. */
    public int batched() {
        return counts.batched();
    }

    /** Largest absolute difference seen, NaN where no tolerance on it would have passed. */
    public double maxAbs() {
        return figures.get(GoldenMetric.MAX_ABS);
    }

    /** Smallest cosine seen, NaN where no tolerance on it would have passed. */
    public double minCosine() {
        return figures.get(GoldenMetric.COSINE);
    }

    /** Whether anything can be said: something was compared, or failed. */
    public boolean decided() {
        return compared() > 0 || failed() > 0;
    }

    /** The content of golden.json, indented, with a line feed at the end. */
    public String toJson() {
        ObjectNode root = Fields.MAPPER.createObjectNode();
        root.put("schema", SCHEMA);
        root.put("passed", passed);
        root.put("reason", reason);
        root.put("samples", counts.samples());
        root.put("compared", counts.compared());
        root.put("failed", counts.failed());
        root.put("batched", counts.batched());
        root.put("bitEqual", counts.bitEqual());
        root.put("set", set);
        root.put("setEngine", setEngine);
        root.put("model", model);
        root.put("modelHash", modelHash);
        root.put("engine", engine);
        putNumber(root, "maxAbs", maxAbs());
        putNumber(root, "minCosine", minCosine());
        figures.write(root.putObject("figures"));
        ToleranceJson.write(tolerance, root.putObject("tolerance"));
        if (noise == null) {
            root.putNull("noise");
        } else {
            noise.write(root.putObject("noise"));
        }
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
        write(file, toJson());
    }

    /**
     * Writes what {@link #toJson} gave, or several of them in one document.
     *
     * @throws GoldenException when it cannot be written
     */
    public static void write(Path file, String json) {
        GoldenFiles.write(file, json.getBytes(StandardCharsets.UTF_8));
    }

    private static void putNumber(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }
}
