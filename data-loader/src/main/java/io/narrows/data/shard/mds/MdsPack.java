package io.narrows.data.shard.mds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.narrows.data.shard.RawSample;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes samples of any shards into a folder of MDS shards, and goes on where an earlier run was killed.
 *
 * <p>The columns are the fields of the first sample, and its key; all others must have the same. Of what encoding a column is
 * goes by its name ({@code json}, {@code txt}, {@code jpg}, {@code jpeg}, {@code png}; others are bytes) unless it is given.
 *
 * <p>Beside the shards lies {@code .mds-pack.json}, which says of what input with which options they are made, and which are
 * done. The same samples give the same bytes, however often it was killed. Not thread-safe; one for a folder at a time, a
 * second one is refused.
 */
public final class MdsPack implements AutoCloseable {
    private static final String MANIFEST = ".mds-pack.json";
    private static final String LOCK = ".mds-pack.lock";
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final MdsOptions options;
    private final Map<String, String> encodings;
    private final boolean keys;
    private final FileChannel lock;
    private final ObjectNode manifest;
    private final long resumeAt;
    private final List<MdsColumn> columns = new ArrayList<>();
    private @Nullable MdsWriter writer;

    private MdsPack(
            Path folder,
            MdsOptions options,
            Map<String, String> encodings,
            boolean keys,
            FileChannel lock,
            ObjectNode manifest) {
        this.folder = folder;
        this.options = options;
        this.encodings = Map.copyOf(encodings);
        this.keys = keys;
        this.lock = lock;
        this.manifest = manifest;
        if (manifest.has("column_names")) {
            columns.addAll(MdsColumn.parse(manifest));
        }
        resumeAt = sum("samples");
    }

    /**
     * Begins a pack, or goes on with one.
     *
     * @param folder made when it is not there
     * @param encodings of columns by their names, where they are not those that the names suggest
     * @param keys whether keys are kept, in the column {@link MdsColumn#KEY}
     * @param input what tells the samples from others: a pack goes on only with the same
     * @throws IllegalArgumentException when an encoding is none of the format's
     * @throws IOException when the folder holds MDS shards of another input or with other options, or what it says is done is
     *     not there, or when another process is writing it, or when it cannot be written
     */
    public static MdsPack open(
            Path folder, MdsOptions options, Map<String, String> encodings, boolean keys, String input)
            throws IOException {
        encodings.forEach((name, encoding) -> {
            if (!MdsColumn.isKnown(encoding)) {
                throw new IllegalArgumentException(
                        "column \"" + name + "\" of encoding \"" + encoding + "\": is none that MDS has");
            }
        });
        ObjectNode wanted = JSON.createObjectNode();
        wanted.put("version", VERSION);
        wanted.put("input", input);
        wanted.put("options", options.toString());
        wanted.put("keys", keys);
        encodings.forEach(wanted.putObject("encodings")::put);
        Files.createDirectories(folder);
        FileChannel lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean opened = false;
        try {
            take(lock, folder);
            MdsPack pack = new MdsPack(folder, options, encodings, keys, lock, manifest(folder, wanted));
            pack.checkShards();
            opened = true;
            return pack;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    private static void take(FileChannel lock, Path folder) throws IOException {
        FileLock taken;
        try {
            taken = lock.tryLock();
        } catch (OverlappingFileLockException e) {
            taken = null;
        }
        if (taken == null) {
            throw new IOException("the MDS shards in " + folder + " are being written by another writer");
        }
    }

    private static ObjectNode manifest(Path folder, ObjectNode wanted) throws IOException {
        Path file = folder.resolve(MANIFEST);
        if (!Files.exists(file)) {
            if (Files.exists(folder.resolve(MdsIndex.FILE))) {
                throw new IOException(
                        folder + " has an " + MdsIndex.FILE + " that no pack has written: take another folder");
            }
            wanted.putArray("shards");
            return wanted;
        }
        JsonNode found;
        try {
            found = JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new IOException(file + ": is no JSON: " + JsonErrors.line(e), e);
        }
        for (Map.Entry<String, JsonNode> each : wanted.properties()) {
            if (!each.getValue().equals(found.get(each.getKey()))) {
                throw new IOException("the MDS shards in " + folder + " are of another pack: their " + each.getKey()
                        + " is " + found.get(each.getKey()) + ", not " + each.getValue());
            }
        }
        if (!(found instanceof ObjectNode manifest) || !found.path("shards").isArray()) {
            throw new IOException(file + ": has no list of shards");
        }
        return manifest;
    }

    private void checkShards() throws IOException {
        for (JsonNode shard : done()) {
            JsonNode stored = stored(shard);
            Path file = folder.resolve(stored.path("basename").asText());
            if (!Files.exists(file) || Files.size(file) != stored.path("bytes").asLong()) {
                throw new IOException(file + ": was written by an earlier run, and is not there as it was");
            }
        }
    }

    private ArrayNode done() {
        return (ArrayNode) manifest.get("shards");
    }

    private static JsonNode stored(JsonNode shard) {
        return shard.path("zip_data").isObject() ? shard.path("zip_data") : shard.path("raw_data");
    }

    private long sum(String field) {
        long sum = 0;
        for (JsonNode shard : done()) {
            sum += shard.path(field).asLong();
        }
        return sum;
    }

    /** How many samples were in shards that are done when it was opened: the caller leaves out as many. */
    public long resumeAt() {
        return resumeAt;
    }

    /** Whether all is written. */
    public boolean isComplete() {
        return manifest.path("complete").asBoolean();
    }

    /** How many samples there are so far, those of shards that are done among them. */
    public long samples() {
        return writer == null ? resumeAt : writer.samples();
    }

    /** The names of the shards that are done. */
    public List<String> shards() {
        List<String> names = new ArrayList<>();
        done().forEach(shard -> names.add(stored(shard).path("basename").asText()));
        return names;
    }

    /** Bytes of the shards that are done. */
    public long bytes() {
        long sum = 0;
        for (JsonNode shard : done()) {
            sum += stored(shard).path("bytes").asLong();
        }
        return sum;
    }

    /**
     * Writes a sample.
     *
     * @throws IllegalArgumentException when it has other fields than the first one, or one of another size than its column
     *     has; nothing of it is written, and others can be
     */
    public void write(RawSample sample) throws IOException {
        if (isComplete()) {
            throw new IllegalStateException("a sample for " + folder + ", which is complete");
        }
        Map<String, byte[]> values = new LinkedHashMap<>();
        if (keys) {
            values.put(MdsColumn.KEY.name(), sample.key().getBytes(StandardCharsets.UTF_8));
        }
        for (int i = 0; i < sample.fields(); i++) {
            values.put(sample.name(i), sample.copy(i));
        }
        MdsWriter to = writer;
        if (to == null) {
            if (columns.isEmpty()) {
                values.keySet().forEach(name -> columns.add(new MdsColumn(name, encoding(name))));
            }
            to = writer();
        }
        to.write(values);
    }

    private String encoding(String field) {
        String given = encodings.get(field);
        if (given != null) {
            return given;
        }
        if (field.equals(MdsColumn.KEY.name())) {
            return MdsColumn.KEY.encoding();
        }
        return switch (field.substring(field.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "json" -> "json";
            case "txt", "text" -> "str";
            case "jpg", "jpeg" -> "jpeg";
            case "png" -> "png";
            default -> "bytes";
        };
    }

    private MdsWriter writer() throws IOException {
        MdsWriter begun = MdsWriter.open(folder, columns, options, done(), shards -> save());
        writer = begun;
        return begun;
    }

    private void save() throws IOException {
        ArrayNode names = manifest.putArray("column_names");
        ArrayNode kinds = manifest.putArray("column_encodings");
        ArrayNode sizes = manifest.putArray("column_sizes");
        for (MdsColumn column : columns) {
            names.add(column.name());
            kinds.add(column.encoding());
            if (column.size() == MdsColumn.VARIABLE) {
                sizes.addNull();
            } else {
                sizes.add(column.size());
            }
        }
        MdsWriter.store(folder, MANIFEST, JSON.writeValueAsBytes(manifest));
    }

    /**
     * Writes the last shard and the index; afterwards nothing can be added.
     *
     * @throws IllegalStateException when there is no sample, and so no columns
     */
    public void finish() throws IOException {
        if (isComplete()) {
            return;
        }
        if (columns.isEmpty()) {
            throw new IllegalStateException(
                    "no sample for " + folder + ": MDS shards have the columns of the first one");
        }
        (writer == null ? writer() : writer).finish();
        manifest.put("complete", true);
        save();
    }

    /** Ends the work; without {@link #finish} before, it can be gone on with later. */
    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
        lock.close();
    }
}
