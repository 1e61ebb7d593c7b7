package io.narrows.data.shard.mds;

import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardException;
import io.narrows.data.shard.ShardFormat;
import io.narrows.data.shard.raw.Compression;
import io.narrows.data.source.DataFile;
import io.narrows.data.source.FileHash;
import io.narrows.data.source.OptionalFile;
import io.narrows.data.source.Source;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * MDS shards: {@code .mds}, and compressed with zstd or gzip {@code .mds.zstd}, {@code .mds.gz}; and {@code index.json}, which
 * stands for all shards that it names. Thread-safe.
 *
 * <p>The index beside a shard is read once per source and says how many samples it has, so that opening it costs nothing but a
 * look at its size. A shard without an index is opened by its own head. Other compressions that MDS has (Brotli, bzip2,
 * Snappy) are refused.
 */
public final class MdsFormat implements ShardFormat {
    private static final String PLAIN = ".mds";

    /** What has been read, by source and folder. An index that does not fit a shard's size is read again. */
    private final Map<Source, Map<String, Found>> indexes = new WeakHashMap<>();

    private record Found(@Nullable MdsIndex index) {}

    @Override
    public boolean fits(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        int end = file.lastIndexOf(PLAIN);
        return file.equals(MdsIndex.FILE)
                || (end >= 0 && (end + PLAIN.length() == file.length() || file.charAt(end + PLAIN.length()) == '.'));
    }

    @Override
    public List<String> shards(Source source, String name) throws IOException, InterruptedException {
        return name.endsWith(MdsIndex.FILE) ? MdsIndex.read(source, name).names() : List.of(name);
    }

    @Override
    public Shard open(Source source, DataFile file) throws IOException, InterruptedException {
        return open(source, file, null);
    }

    @Override
    public Shard reopen(Source source, DataFile file, Shard before) throws IOException, InterruptedException {
        return open(source, file, before instanceof MdsShard shard ? shard.knownHead() : null);
    }

    private Shard open(Source source, DataFile file, @Nullable MdsHead head) throws IOException, InterruptedException {
        boolean opened = false;
        try {
            MdsShard shard = shard(source, file);
            if (head != null) {
                shard.know(head);
            } else if (shard.isWithoutIndex()) {
                shard.head();
            }
            opened = true;
            return shard;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    private MdsShard shard(Source source, DataFile file) throws IOException, InterruptedException {
        String name = file.name();
        MdsIndex.Entry entry = entry(index(source, name, false), name);
        if (entry != null && entry.fileBytes() != file.size()) {
            entry = entry(index(source, name, true), name);
        }
        if (entry == null) {
            return new MdsShard(file, compression(name, name.substring(name.lastIndexOf('.') + 1)), null);
        }
        if (entry.fileBytes() != file.size()) {
            throw new ShardException(
                    name, -1, "has " + file.size() + " bytes, but its index says " + entry.fileBytes(), false, null);
        }
        Compression compression = entry.readableCompression();
        return new MdsShard(file, compression == null ? compression(name, entry.compression()) : compression, entry);
    }

    private static Compression compression(String name, String kind) throws ShardException {
        return switch (kind) {
            case "mds" -> Compression.NONE;
            case "zstd", "zst" -> Compression.ZSTD;
            case "gz" -> Compression.GZIP;
            default ->
                throw new ShardException(
                        name, -1, "is compressed as \"" + kind + "\": only zstd and gz can be read", false, null);
        };
    }

    @Override
    public boolean verify(Source source, DataFile file) throws IOException, InterruptedException {
        String name = file.name();
        MdsIndex.Entry entry = entry(index(source, name, false), name);
        if (entry == null || entry.hashes().isEmpty()) {
            return false;
        }
        FileHash hash = FileHash.cheapest(entry.hashes()).orElse(null);
        if (hash == null) {
            throw new ShardException(
                    name, -1, "has only hashes that cannot be checked: " + entry.hashes(), false, null);
        }
        FileHash found = FileHash.of(file, hash.algorithm());
        if (!found.equals(hash)) {
            throw new ShardException(
                    name, -1, "hashes to " + found + ", but its index says " + hash.hex(), false, null);
        }
        return true;
    }

    private static MdsIndex.@Nullable Entry entry(@Nullable MdsIndex index, String name) {
        return index == null ? null : index.entry(name).orElse(null);
    }

    /** The index beside a file, or null when there is none. */
    private @Nullable MdsIndex index(Source source, String file, boolean again)
            throws IOException, InterruptedException {
        String name = file.substring(0, file.lastIndexOf('/') + 1) + MdsIndex.FILE;
        Map<String, Found> known;
        synchronized (indexes) {
            known = indexes.computeIfAbsent(source, s -> new ConcurrentHashMap<>());
        }
        Found found = again ? null : known.get(name);
        if (found == null) {
            try (DataFile there = OptionalFile.open(source, name)) {
                found = new Found(there == null ? null : MdsIndex.read(there, name));
            }
            known.put(name, found);
        }
        return found.index();
    }
}
