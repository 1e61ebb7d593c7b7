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
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern SHARD =
            Pattern.compile("shard\\.(\\d{5,9})\\.mds(?!.*" + Pattern.quote(MdsWriter.UNFINISHED) + "$)(?:\\..*)?");
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final MdsOptions options;
    private final Map<String, String> encodings;
    private final boolean keys;
    private final @Nullable FileChannel lock;
    private final ObjectNode manifest;
    private final long resumeAt;
    private final List<MdsColumn> columns = new ArrayList<>();
    private @Nullable MdsWriter writer;

    private MdsPack(
            Path folder,
            MdsOptions options,
            Map<String, String> encodings,
            boolean keys,
            @Nullable FileChannel lock,
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
     * @throws IOException when the folder holds MDS shards of another input or with other options, or some that no pack has
     *     written, or what it says is done is not there, or when another process is writing it, or when it cannot be written
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
        ObjectNode seen = manifest(folder, wanted);
        if (seen != null && isComplete(seen)) {
            MdsPack pack = new MdsPack(folder, options, encodings, keys, null, seen);
            pack.checkShards();
            return pack;
        }
        Files.createDirectories(folder);
        FileChannel lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean opened = false;
        try {
            take(lock, folder);
            ObjectNode manifest = manifest(folder, wanted);
            requireNoOthers(folder, manifest);
            if (manifest == null) {
                // Before the first shard: what has a shard's name later is the pack's.
                wanted.putArray("shards");
                MdsWriter.store(folder, MANIFEST, JSON.writeValueAsBytes(wanted));
                manifest = wanted;
            }
            MdsPack pack = new MdsPack(folder, options, encodings, keys, lock, manifest);
            pack.checkShards();
            opened = true;
            return pack;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /** Whether a pack may write a file of this name. */
    public static boolean writes(String name) {
        return name.equals(MdsIndex.FILE)
                || name.equals(MANIFEST)
                || SHARD.matcher(name).matches();
    }

    /**
     * Looks for files that shards to come would take the names of.
     *
     * @param manifest of the pack that was begun, or null; the next shard may have its name without being in there
     */
    private static void requireNoOthers(Path folder, @Nullable ObjectNode manifest) throws IOException {
        int known = manifest == null ? 0 : manifest.path("shards").size() + 1;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                Matcher shard = SHARD.matcher(name);
                boolean other = shard.matches()
                        ? Integer.parseInt(shard.group(1)) >= known
                        : manifest == null && name.equals(MdsIndex.FILE);
                if (other) {
                    Files.deleteIfExists(folder.resolve(LOCK)); // nobody is let in, whoever comes
                    throw new IOException(
                            file + " was not written by this pack, and would be replaced: use another folder");
                }
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

    /** The manifest of the pack that was begun in a folder, or null. */
    private static @Nullable ObjectNode manifest(Path folder, ObjectNode wanted) throws IOException {
        Path file = folder.resolve(MANIFEST);
        if (!Files.exists(file)) {
            return null;
        }
        JsonNode found;
        try {
            found = JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new IOException(file + ": is no JSON: " + JsonErrors.line(e), e);
        }
        if (found.path("shards").isArray() && found.path("shards").isEmpty() && !isComplete(found)) {
            ObjectNode anew = wanted.deepCopy(); // there is nothing to mix with
            anew.putArray("shards");
            return anew;
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
        return isComplete(manifest);
    }

    private static boolean isComplete(JsonNode manifest) {
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
     * @throws IllegalArgumentException when it has other fields than the first one, one of another size than its column has, or
     *     one of the key's name; nothing of it is written, and others can be
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
            byte[] value = sample.copy(i);
            byte[] before = values.put(sample.name(i), value);
            if (before != null && !Arrays.equals(before, value)) {
                throw new IllegalArgumentException("sample " + sample.key() + " has a field " + sample.name(i)
                        + " with another content than its key: in MDS the key has that column");
            }
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
        Files.deleteIfExists(folder.resolve(LOCK)); // nothing is written any more, whoever comes
    }

    /** Ends the work; without {@link #finish} before, it can be gone on with later. */
    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
        if (lock != null) {
            lock.close();
        }
    }
}
