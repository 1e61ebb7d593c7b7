package io.narrows.data.shard.mds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.data.shard.ShardException;
import io.narrows.data.shard.raw.Compression;
import io.narrows.data.source.DataFile;
import io.narrows.data.source.FileHash;
import io.narrows.data.source.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code index.json} of an MDS folder says: its shards in their order, with counts, sizes, columns and hashes.
 * Immutable.
 *
 * <p>Where a shard is compressed, its compressed file is the one that counts: it is what is stored and read.
 */
public final class MdsIndex {
    /** What such a file is called. */
    public static final String FILE = "index.json";

    private static final int MOST_BYTES = 512 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One shard.
     *
     * @param name its file, in the source
     * @param samples how many samples it has
     * @param fileBytes bytes of its file
     * @param rawBytes bytes after decompression
     * @param compression how it is compressed, as in {@code zstd:3}; empty when it is not
     * @param columns its columns, in their order in a sample
     * @param hashes what its file hashes to, by every algorithm that the writer used
     */
    public record Entry(
            String name,
            int samples,
            long fileBytes,
            long rawBytes,
            String compression,
            List<MdsColumn> columns,
            List<FileHash> hashes) {
        public Entry {
            columns = List.copyOf(columns);
            hashes = List.copyOf(hashes);
        }

        /** How it is compressed; null when that cannot be read here. */
        @Nullable
        Compression readableCompression() {
            int colon = compression.indexOf(':');
            return switch (colon < 0 ? compression : compression.substring(0, colon)) {
                case "" -> Compression.NONE;
                case "gz" -> Compression.GZIP;
                case "zstd" -> Compression.ZSTD;
                default -> null;
            };
        }
    }

    private final String name;
    private final Map<String, Entry> entries;

    private MdsIndex(String name, Map<String, Entry> entries) {
        this.name = name;
        this.entries = entries;
    }

    /**
     * Reads one.
     *
     * @param name its file in the source, as {@code index.json} or {@code train/index.json}; shards lie beside it
     * @throws java.nio.file.NoSuchFileException when there is none
     * @throws ShardException when it is no index of MDS shards
     */
    public static MdsIndex read(Source source, String name) throws IOException, InterruptedException {
        try (DataFile file = source.open(name)) {
            return read(file, name);
        }
    }

    /** Reads one that is open, and leaves it so. */
    static MdsIndex read(DataFile file, String name) throws IOException, InterruptedException {
        if (file.size() > MOST_BYTES) {
            throw new ShardException(
                    name, -1, "has " + file.size() + " bytes: an index has at most " + MOST_BYTES, false, null);
        }
        byte[] bytes = new byte[(int) file.size()];
        file.read(0, bytes, 0, bytes.length);
        return parse(name, bytes);
    }

    private static MdsIndex parse(String name, byte[] bytes) throws ShardException {
        try {
            JsonNode root = JSON.readTree(bytes);
            if (root.path("version").asInt() != MdsHead.VERSION
                    || !root.path("shards").isArray()) {
                throw new IllegalArgumentException("no list of shards of version " + MdsHead.VERSION);
            }
            String folder = name.substring(0, name.lastIndexOf('/') + 1);
            Map<String, Entry> entries = new LinkedHashMap<>();
            for (JsonNode shard : root.path("shards")) {
                Entry entry;
                try {
                    entry = entry(folder, shard);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("shard " + entries.size() + ": " + e.getMessage(), e);
                }
                if (entries.put(entry.name(), entry) != null) {
                    throw new IllegalArgumentException("shard \"" + entry.name() + "\": is there twice");
                }
            }
            return new MdsIndex(name, entries);
        } catch (IOException e) {
            throw new ShardException(name, -1, "is no JSON: " + JsonErrors.line(e), false, e);
        } catch (IllegalArgumentException e) {
            throw new ShardException(name, -1, "is no index of MDS shards: " + e.getMessage(), false, e);
        }
    }

    private static Entry entry(String folder, JsonNode shard) {
        if (!shard.path("format").asText().equals("mds")
                || shard.path("version").asInt() != MdsHead.VERSION) {
            throw new IllegalArgumentException(
                    "format \"" + shard.path("format").asText() + "\" of version \""
                            + shard.path("version").asText() + "\", must be \"mds\" and " + MdsHead.VERSION);
        }
        JsonNode raw = shard.path("raw_data");
        boolean zipped = shard.path("zip_data").isObject();
        JsonNode stored = zipped ? shard.path("zip_data") : raw;
        JsonNode basename = stored.path("basename");
        if (!basename.isTextual() || basename.textValue().isEmpty()) {
            throw new IllegalArgumentException("no basename of its file");
        }
        List<FileHash> hashes = new ArrayList<>();
        stored.path("hashes")
                .properties()
                .forEach(hash ->
                        hashes.add(new FileHash(hash.getKey(), hash.getValue().asText())));
        return new Entry(
                folder + basename.textValue(),
                (int) number(shard, "samples", Integer.MAX_VALUE),
                number(stored, "bytes", Long.MAX_VALUE),
                number(raw, "bytes", 0xffffffffL),
                zipped ? shard.path("compression").asText("") : "",
                MdsColumn.parse(shard),
                hashes);
    }

    private static long number(JsonNode node, String field, long most) {
        JsonNode value = node.path(field);
        if (!value.canConvertToLong()
                || !value.isIntegralNumber()
                || value.longValue() < 0
                || value.longValue() > most) {
            throw new IllegalArgumentException(field + " " + value + ", must be a number from 0 to " + most);
        }
        return value.longValue();
    }

    /** Its own file. */
    public String name() {
        return name;
    }

    /** The shards' files, in order; a data set is opened with them. */
    public List<String> names() {
        return List.copyOf(entries.keySet());
    }

    /** The shards, in order. */
    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    /** How many samples all shards have together. */
    public long samples() {
        return entries.values().stream().mapToLong(Entry::samples).sum();
    }

    /** Bytes of all shards' files together. */
    public long fileBytes() {
        return entries.values().stream().mapToLong(Entry::fileBytes).sum();
    }

    /** What is said of a file; empty when nothing is. */
    public Optional<Entry> entry(String file) {
        return Optional.ofNullable(entries.get(file));
    }

    /** The columns of all shards; empty when there is no shard, or when shards differ in them. */
    public List<MdsColumn> columns() {
        List<List<MdsColumn>> different =
                entries.values().stream().map(Entry::columns).distinct().toList();
        return different.size() == 1 ? different.get(0) : Collections.emptyList();
    }

    /** What a file hashes to, by the algorithm that is the cheapest to check; empty when nothing is said or can be checked. */
    public Optional<FileHash> hash(String file) {
        return entry(file).flatMap(entry -> FileHash.cheapest(entry.hashes()));
    }

    /** The algorithms that hashes in it were made by and that cannot be checked here. */
    public Set<String> uncheckedAlgorithms() {
        Set<String> unchecked = new TreeSet<>();
        for (Entry entry : entries.values()) {
            for (FileHash hash : entry.hashes()) {
                if (!hash.canBeChecked()) {
                    unchecked.add(hash.algorithm());
                }
            }
        }
        return unchecked;
    }
}
