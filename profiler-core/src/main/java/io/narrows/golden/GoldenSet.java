package io.narrows.golden;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Requests with the answers that a trusted engine gave, and how far other engines may lie from them. An immutable value;
 * the file format is in docs/reference/golden-format.md.
 *
 * @param model name of the model
 * @param modelHash SHA-256 of the model's source weights in lower-case hex, or an empty string where it was not known
 * @param engine engine and version that gave the expected answers
 * @param recorded when, in whole seconds
 * @param tolerance how far answers may lie from the expected ones
 * @param samples the samples, in order; a set without any is sound but never passes a check
 */
public record GoldenSet(
        String model,
        String modelHash,
        String engine,
        Instant recorded,
        GoldenTolerance tolerance,
        List<GoldenSample> samples) {

    public GoldenSet {
        if (model.isEmpty()) {
            throw new GoldenException("model name is empty; a golden set must name its model");
        }
        if (!modelHash.matches("([0-9a-f]{64})?")) {
            throw new GoldenException("model sha256 is " + GoldenText.quote(modelHash)
                    + "; it must be 64 lower-case hex digits, or empty where it is not known");
        }
        recorded = recorded.truncatedTo(ChronoUnit.SECONDS);
        samples = List.copyOf(samples);
        Set<String> ids = new HashSet<>();
        for (GoldenSample sample : samples) {
            if (!ids.add(sample.id())) {
                throw new GoldenException("sample '" + sample.id() + "' is there twice; ids must be unique");
            }
            if (sample.outputs().isEmpty()) {
                throw new GoldenException(
                        "sample '" + sample.id() + "' has no expected outputs; it needs at least one");
            }
        }
    }

    /**
     * Reads and checks a set.
     *
     * @throws GoldenException when the file is missing, is no golden set, is damaged or breaks a rule of the format
     */
    public static GoldenSet read(Path file) {
        return GoldenFiles.read(file, GoldenSetJson::read);
    }

    /**
     * Reads and checks a set; the caller closes the stream.
     *
     * @throws GoldenException when the content is no golden set, is damaged or breaks a rule of the format
     * @throws IOException when reading fails
     */
    public static GoldenSet read(InputStream in) throws IOException {
        return GoldenSetJson.read(in);
    }

    /**
     * Writes the set beside {@code file} and renames it, so that no reader sees half of it.
     *
     * @throws GoldenException when it cannot be written
     */
    public void write(Path file) {
        GoldenFiles.write(file, GoldenSetJson.toBytes(this));
    }

    /** SHA-256 over the content, in lower-case hex; it does not depend on how the file is laid out. */
    public String sha256() {
        return GoldenDigest.of(this);
    }
}
