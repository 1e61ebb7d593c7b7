package io.narrows.server.model.cache;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a prepared folder holds, {@code manifest.json}.
 *
 * @param schema {@link #SCHEMA}
 * @param recipe name of the recipe that made the folder
 * @param source SHA-256 of what the files were made from
 * @param files the files
 */
@JsonPropertyOrder({"schema", "recipe", "source", "files"})
record Manifest(String schema, String recipe, String source, List<Entry> files) {
    static final String SCHEMA = "narrows.prepared/1";
    static final String FILE_NAME = "manifest.json";

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

    Manifest {
        files = List.copyOf(files);
    }

    /**
     * One file.
     *
     * @param name its name in the folder
     * @param bytes its size
     * @param sha256 its hash in lower-case hex
     */
    @JsonPropertyOrder({"name", "bytes", "sha256"})
    record Entry(String name, long bytes, String sha256) {}

    /** Reads the manifest of a folder; the exception's message says what is wrong with it. */
    static Manifest read(Path folder) throws IOException {
        Manifest manifest = JSON.readValue(Files.readAllBytes(folder.resolve(FILE_NAME)), Manifest.class);
        if (manifest == null) {
            throw new IOException(FILE_NAME + " is null");
        }
        return manifest;
    }

    void write(Path folder) throws IOException {
        byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        Files.write(folder.resolve(FILE_NAME), json);
    }
}
