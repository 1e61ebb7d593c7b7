package io.narrows.data.pack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.narrows.data.shard.index.IndexFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which shards of a pack are done; a JSON file beside them. Not thread-safe. */
final class PackManifest {
    private static final int VERSION = 1;

    /** What the name of another index of a tar ends with, in place of the shard's own end. */
    private static final String WDS_INDEX = ".idx";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final String name;
    private final String options;
    private final String input;
    private final List<Packed> shards;
    private boolean begun;
    private boolean complete;

    /** A shard that is done. */
    record Packed(String name, int samples, long bytes, String sha256) {}

    private PackManifest(Path folder, String name, String options, String input, List<Packed> shards) {
        this.folder = folder;
        this.name = name;
        this.options = options;
        this.input = input;
        this.shards = shards;
    }

    static String name(String prefix) {
        return prefix + ".pack.json";
    }

    /**
     * Reads the manifest of a pack that was begun; where there is none, it is one without shards. Writes nothing.
     *
     * @throws IOException when a shard was finished with other options or of another input, when what it says is done is not
     *     there, or when it cannot be read
     */
    static PackManifest open(Path folder, String prefix, PackOptions options, String input) throws IOException {
        String name = name(prefix);
        PackManifest manifest = new PackManifest(folder, name, options.toString(), input, new ArrayList<>());
        JsonNode json;
        try {
            json = JSON.readTree(Files.readAllBytes(folder.resolve(name)));
        } catch (NoSuchFileException e) {
            return manifest;
        } catch (JsonProcessingException e) {
            throw new IOException(folder.resolve(name) + " is no manifest of a pack: " + e.getOriginalMessage(), e);
        }
        manifest.read(json);
        return manifest;
    }

    private void read(JsonNode json) throws IOException {
        Path path = folder.resolve(name);
        if (json.path("version").asInt() != VERSION) {
            throw new IOException(
                    path + " has version " + json.path("version") + ", and only " + VERSION + " is known");
        }
        begun = true;
        complete = json.path("complete").asBoolean();
        if (json.path("shards").isEmpty() && !complete) {
            return; // nothing to mix with
        }
        require(path, "options", json.path("options").asText(), options);
        require(path, "input", json.path("input").asText(), input);
        for (JsonNode shard : json.path("shards")) {
            Packed packed = new Packed(
                    shard.path("name").asText(),
                    shard.path("samples").asInt(),
                    shard.path("bytes").asLong(),
                    shard.path("sha256").asText());
            Path file = folder.resolve(packed.name());
            if (!Files.exists(file) || Files.size(file) != packed.bytes()) {
                throw new IOException(path + " says that " + packed.name() + " is done, with " + packed.bytes()
                        + " bytes, but it " + (Files.exists(file) ? "has " + Files.size(file) : "is not there"));
            }
            shards.add(packed);
        }
    }

    private static void require(Path path, String what, String was, String is) throws IOException {
        if (!was.equals(is)) {
            throw new IOException(path + " is of a pack with the " + what + " \"" + was + "\", and this one has \"" + is
                    + "\": use another folder or prefix, or remove it to begin anew");
        }
    }

    List<Packed> shards() {
        return shards;
    }

    long samples() {
        return shards.stream().mapToLong(Packed::samples).sum();
    }

    boolean isComplete() {
        return complete;
    }

    /**
     * Looks for files that shards to come would take the names of.
     *
     * @param ofShards the names of the pack's shards and what lies beside them; the first group is their number, the second
     *     what follows it
     * @param suffix what the names of its own end with
     * @throws IOException when there is one
     */
    void requireNoOthers(Pattern ofShards, String suffix) throws IOException {
        int known = shards.size();
        // A pack that was killed may have named its next shard and not yet said so. Of another format it would not be
        // replaced.
        Set<String> next = begun ? Set.of(suffix, suffix + IndexFile.SUFFIX, WDS_INDEX) : Set.of();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher matcher = ofShards.matcher(String.valueOf(file.getFileName()));
                if (matcher.matches()
                        && Integer.parseInt(matcher.group(1)) >= known
                        && (Integer.parseInt(matcher.group(1)) > known || !next.contains(matcher.group(2)))) {
                    throw new IOException(file
                            + " was not written by this pack, and would be replaced or read as part of it: use another"
                            + " folder or prefix");
                }
            }
        }
    }

    /** Says on disk that the pack is begun, before its first shard is: what has a shard's name later is the pack's. */
    void begin() throws IOException {
        if (!complete) {
            store();
        }
    }

    void add(Packed shard) throws IOException {
        shards.add(shard);
        store();
    }

    void complete() throws IOException {
        complete = true;
        store();
    }

    private void store() throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", VERSION).put("options", options).put("input", input).put("complete", complete);
        json.put("samples", samples());
        ArrayNode all = json.putArray("shards");
        for (Packed shard : shards) {
            all.addObject()
                    .put("name", shard.name())
                    .put("samples", shard.samples())
                    .put("bytes", shard.bytes())
                    .put("sha256", shard.sha256());
        }
        ShardOutput.store(folder, name, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    }
}
