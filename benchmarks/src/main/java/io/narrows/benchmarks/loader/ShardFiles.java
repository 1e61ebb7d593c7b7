package io.narrows.benchmarks.loader;

import com.github.luben.zstd.ZstdOutputStream;
import io.narrows.data.pack.PackFormat;
import io.narrows.data.pack.PackOptions;
import io.narrows.data.pack.ShardWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Makes shards. Each sample is one file, named by its number. */
public final class ShardFiles {
    private static final int BUFFER = 1 << 16;
    private static final int ZSTD_LEVEL = 3;
    /** A shard is never ended for its size. */
    private static final long LARGE_BYTES = 1L << 40;

    private ShardFiles() {}

    /**
     * Writes JSON documents as {@code narrows data pack} does: compressed shards are many gzip members or zstd frames, and each
     * has an index beside it.
     *
     * @param end of the names, {@code tar}, {@code tar.gz} or {@code tar.zst}
     * @param counts samples of each shard
     */
    public static void documents(Path folder, String end, List<Integer> counts)
            throws IOException, InterruptedException {
        pack(folder, end, counts, "json", new Documents()::document);
    }

    /** Writes the same documents as others would: each shard is one gzip member, or one zstd frame, and has no index. */
    public static void plainDocuments(Path folder, String end, List<Integer> counts) throws IOException {
        Files.createDirectories(folder);
        Documents documents = new Documents();
        long number = 0;
        for (int shard = 0; shard < counts.size(); shard++) {
            Path file = folder.resolve(String.format(Locale.ROOT, "shard-%06d.%s", shard, end));
            try (TarArchiveOutputStream tar = new TarArchiveOutputStream(compressed(file, end))) {
                for (int i = 0; i < counts.get(shard); i++) {
                    byte[] bytes = documents.document(number);
                    TarArchiveEntry entry = new TarArchiveEntry(key(number) + ".json");
                    entry.setSize(bytes.length);
                    tar.putArchiveEntry(entry);
                    tar.write(bytes);
                    tar.closeArchiveEntry();
                    number++;
                }
            }
        }
    }

    /** Writes JPEG pictures into plain tars with an index. */
    public static void pictures(Path folder, List<Integer> counts) throws IOException, InterruptedException {
        pack(folder, "tar", counts, "jpg", number -> Pictures.jpeg((int) number));
    }

    /** The shards in a folder, by name. */
    public static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(".*\\.tar(\\.gz|\\.zst)?"))
                    .sorted()
                    .toList();
        }
    }

    /** So many samples in equal shards. */
    public static List<Integer> equal(int samples, int shards) {
        List<Integer> counts = new ArrayList<>();
        for (int i = 0; i < shards; i++) {
            counts.add((int) ((long) samples * (i + 1) / shards - (long) samples * i / shards));
        }
        return counts;
    }

    private static void pack(Path folder, String end, List<Integer> counts, String field, LongFunction<byte[]> content)
            throws IOException, InterruptedException {
        PackOptions options = PackOptions.builder()
                .format(PackFormat.of(end))
                .shardBytes(LARGE_BYTES)
                .build();
        long number = 0;
        for (int shard = 0; shard < counts.size(); shard++) {
            String prefix = String.format(Locale.ROOT, "shard-%06d", shard);
            try (ShardWriter writer = ShardWriter.open(folder, prefix, options, prefix)) {
                for (int i = 0; i < counts.get(shard); i++) {
                    writer.write(key(number), Map.of(field, content.apply(number)));
                    number++;
                }
                writer.finish();
            }
        }
    }

    private static String key(long number) {
        return String.format(Locale.ROOT, "%09d", number);
    }

    private static OutputStream compressed(Path file, String end) throws IOException {
        OutputStream plain = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
        return switch (end) {
            case "tar" -> plain;
            case "tar.gz" -> new GZIPOutputStream(plain, BUFFER);
            case "tar.zst" -> new ZstdOutputStream(plain, ZSTD_LEVEL);
            default -> throw new IllegalArgumentException("shards end with tar, tar.gz or tar.zst, got " + end);
        };
    }
}
