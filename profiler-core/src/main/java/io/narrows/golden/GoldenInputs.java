package io.narrows.golden;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Requests without answers, from which a golden set is recorded. An immutable value; the file format is in
 * docs/reference/golden-format.md.
 *
 * @param samples the samples, in order, with unique ids and no outputs
 */
public record GoldenInputs(List<GoldenSample> samples) {
    static final String SCHEMA = "narrows.golden-inputs/1";

    public GoldenInputs {
        samples = List.copyOf(samples);
        Set<String> ids = new HashSet<>();
        for (GoldenSample sample : samples) {
            if (!ids.add(sample.id())) {
                throw new GoldenException("sample '" + sample.id() + "' is there twice; ids must be unique");
            }
        }
    }

    /** The inputs of a set, to record it anew. */
    public static GoldenInputs of(GoldenSet set) {
        return new GoldenInputs(set.samples().stream()
                .map(sample -> new GoldenSample(sample.id(), sample.note(), sample.inputs(), List.of()))
                .toList());
    }

    /**
     * Whether content says that it is an inputs file, whatever else may be wrong with it.
     *
     * @throws GoldenException when the content is not a JSON object
     * @throws IOException when reading fails
     */
    public static boolean isInputs(byte[] content) throws IOException {
        Fields root = Fields.parse(new ByteArrayInputStream(content), "golden file");
        return root.text("schema").startsWith("narrows.golden-inputs/");
    }

    /**
     * Reads and checks inputs.
     *
     * @throws GoldenException when the file is missing or breaks a rule of the format
     */
    public static GoldenInputs read(Path file) {
        return GoldenFiles.read(file, GoldenInputs::read);
    }

    /**
     * Reads and checks inputs; the caller closes the stream.
     *
     * @throws GoldenException when the content breaks a rule of the format
     * @throws IOException when reading fails
     */
    public static GoldenInputs read(InputStream in) throws IOException {
        Fields root = Fields.parse(in, "golden inputs file");
        GoldenSetJson.requireSchema(root, SCHEMA);
        root.only("schema", "samples");
        return new GoldenInputs(GoldenSetJson.samples(root.array("samples"), false));
    }
}
