package io.narrows.data.shard.mds;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import io.narrows.data.shard.raw.RawWindow;
import io.narrows.data.source.FileHash;
import io.narrows.data.source.RunningHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes samples into a folder of MDS shards, as MosaicML Streaming reads them.
 *
 * <p>Each shard is written beside its place and renamed, and the {@code index.json} comes last, by {@link #finish}: a folder
 * that has one is whole. One shard is held in memory at a time. For one thread.
 */
public final class MdsWriter implements AutoCloseable {
    /** What a file's name ends with until it is whole. */
    static final String UNFINISHED = ".part";

    private static final int FIRST_BYTES = 1 << 16;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final MdsOptions options;
    private final List<MdsColumn> columns;
    private final byte[] description;
    private final ArrayNode shards;
    private final AfterShard after;

    private byte[] data = new byte[FIRST_BYTES];
    private int dataBytes;
    private int[] ends = new int[1024];
    private int samples;
    private long written;
    private boolean finished;
    private boolean failed;

    /** Called when a shard is on the disk. */
    interface AfterShard {
        void written(ArrayNode shards) throws IOException;
    }

    private MdsWriter(Path folder, List<MdsColumn> columns, MdsOptions options, ArrayNode shards, AfterShard after)
            throws IOException {
        this.folder = folder;
        this.options = options;
        this.columns = columns;
        this.shards = shards;
        this.after = after;
        shards.forEach(shard -> written += shard.path("samples").asLong());
        description = JSON.writeValueAsBytes(described());
    }

    /**
     * Begins a folder.
     *
     * @param folder made if it is not there
     * @param columns their order does not matter: MDS has them by name
     * @throws FileAlreadyExistsException when it has an index already
     */
    public static MdsWriter open(Path folder, List<MdsColumn> columns, MdsOptions options) throws IOException {
        Files.createDirectories(folder);
        Path index = folder.resolve(MdsIndex.FILE);
        if (Files.exists(index)) {
            throw new FileAlreadyExistsException(
                    index.toString(), null, "shards are written into a folder without an index");
        }
        return open(folder, columns, options, JSON.createArrayNode(), shards -> {});
    }

    /** Goes on behind shards that are in the folder already. */
    static MdsWriter open(Path folder, List<MdsColumn> columns, MdsOptions options, ArrayNode shards, AfterShard after)
            throws IOException {
        if (columns.isEmpty()
                || columns.stream().map(MdsColumn::name).distinct().count() != columns.size()) {
            throw new IllegalArgumentException("columns " + columns + ": at least one, each name once");
        }
        List<MdsColumn> sorted = new ArrayList<>(columns);
        sorted.sort(Comparator.comparing(MdsColumn::name));
        return new MdsWriter(folder, List.copyOf(sorted), options, shards, after);
    }

    /**
     * Writes a sample.
     *
     * @param sample for each column bytes, which are taken as they are, or a value: a {@link String} for {@code str}, a
     *     {@link Number} for numbers, an {@link MdsArray} for {@code ndarray}, anything that Jackson writes for {@code json}
     * @throws IllegalArgumentException when a column has no value, or one that it does not take; nothing is written then
     */
    public void write(Map<String, ?> sample) throws IOException {
        if (finished || failed) {
            throw new IllegalStateException(
                    "a sample for " + folder + ", which " + (failed ? "failed" : "is finished"));
        }
        byte[][] values = new byte[columns.size()][];
        long bytes = 0;
        for (int i = 0; i < values.length; i++) {
            MdsColumn column = columns.get(i);
            Object value = sample.get(column.name());
            if (value == null) {
                throw new IllegalArgumentException("sample " + written + ": has no column \"" + column.name() + "\"");
            }
            values[i] = MdsEncoding.encode(column, value);
            bytes += values[i].length + (column.size() == MdsColumn.VARIABLE ? 4L : 0);
        }
        if (sample.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "sample " + written + ": has columns " + sample.keySet() + ", must have " + columns.size());
        }
        if (bytes > RawWindow.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "sample " + written + ": has " + bytes + " bytes, at most " + RawWindow.MAX_BYTES);
        }
        boolean full = samples >= options.shardSamples() || shardBytes() + 4 + bytes > options.shardBytes();
        if (samples > 0 && full) {
            flush();
        }
        append(values, (int) bytes);
    }

    private void append(byte[][] values, int bytes) {
        if (bytes > data.length - dataBytes) {
            long grown = Math.max((long) dataBytes + bytes, Math.min(data.length * 2L, Integer.MAX_VALUE - 64));
            data = Arrays.copyOf(data, (int) grown);
        }
        ByteBuffer to = ByteBuffer.wrap(data, dataBytes, bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            if (columns.get(i).size() == MdsColumn.VARIABLE) {
                to.putInt(values[i].length);
            }
        }
        for (byte[] value : values) {
            to.put(value);
        }
        dataBytes += bytes;
        if (samples == ends.length) {
            ends = Arrays.copyOf(ends, samples * 2);
        }
        ends[samples++] = dataBytes;
        written++;
    }

    /** Samples written so far. */
    public long samples() {
        return written;
    }

    private long shardBytes() {
        return 8 + 4L * samples + description.length + dataBytes;
    }

    private void flush() throws IOException {
        failed = true; // unless all goes well
        int headBytes = 8 + 4 * samples + description.length;
        byte[] raw = new byte[Math.addExact(headBytes, dataBytes)];
        ByteBuffer head = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(samples).putInt(headBytes);
        for (int i = 0; i < samples; i++) {
            head.putInt(headBytes + ends[i]);
        }
        head.put(description).put(data, 0, dataBytes);

        ObjectNode entry = described();
        String name = String.format(Locale.ROOT, "shard.%05d.mds", shards.size());
        entry.set("raw_data", file(name, raw));
        byte[] stored = raw;
        if (options.zstdLevel() != MdsOptions.UNCOMPRESSED) {
            // One frame that says how long it is: the Python reader asks for both.
            stored = Zstd.compress(raw, options.zstdLevel());
            name += ".zstd";
            entry.set("zip_data", file(name, stored));
        } else {
            entry.putNull("zip_data");
        }
        entry.put("samples", samples);
        store(folder, name, stored);
        shards.add(entry);
        after.written(shards);
        samples = 0;
        dataBytes = 0;
        failed = false;
    }

    private ObjectNode described() {
        ObjectNode node = JSON.createObjectNode();
        ArrayNode encodings = node.putArray("column_encodings");
        ArrayNode names = node.putArray("column_names");
        ArrayNode sizes = node.putArray("column_sizes");
        for (MdsColumn column : columns) {
            encodings.add(column.encoding());
            names.add(column.name());
            if (column.size() == MdsColumn.VARIABLE) {
                sizes.addNull();
            } else {
                sizes.add(column.size());
            }
        }
        node.put("compression", options.zstdLevel() == MdsOptions.UNCOMPRESSED ? null : "zstd:" + options.zstdLevel());
        node.put("format", "mds");
        options.hashes().forEach(node.putArray("hashes")::add);
        node.put("size_limit", options.shardBytes());
        node.put("version", MdsHead.VERSION);
        return node;
    }

    private ObjectNode file(String name, byte[] bytes) {
        ObjectNode node = JSON.createObjectNode();
        node.put("basename", name);
        node.put("bytes", bytes.length);
        ObjectNode hashes = node.putObject("hashes");
        for (String algorithm : options.hashes()) {
            RunningHash hash = FileHash.start(algorithm);
            hash.update(bytes, 0, bytes.length);
            hashes.put(algorithm, hash.hex());
        }
        return node;
    }

    /** Puts a file into a folder in one step. */
    static void store(Path folder, String name, byte[] bytes) throws IOException {
        Path place = folder.resolve(name);
        Path beside = folder.resolve(name + UNFINISHED);
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer from = ByteBuffer.wrap(bytes);
            while (from.hasRemaining()) {
                channel.write(from);
            }
            channel.force(true);
        } catch (FileSystemException e) {
            Files.deleteIfExists(beside);
            throw e;
        } catch (IOException e) {
            Files.deleteIfExists(beside);
            // The system's own words are "No space left on device" and no more.
            String reason = e.getMessage() == null ? e.toString() : e.getMessage();
            FileSystemException named = new FileSystemException(beside.toString(), null, reason);
            named.initCause(e);
            throw named;
        }
        Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Writes the last shard and the index; afterwards the folder is whole, and nothing can be added. */
    public void finish() throws IOException {
        if (finished) {
            return;
        }
        if (failed) {
            throw new IllegalStateException("the end of " + folder + ", which failed");
        }
        if (samples > 0) {
            flush();
        }
        ObjectNode index = JSON.createObjectNode();
        index.set("shards", shards);
        index.put("version", MdsHead.VERSION);
        store(folder, MdsIndex.FILE, JSON.writeValueAsBytes(index));
        finished = true;
    }

    /** Releases what it holds. Without {@link #finish} before, the folder is left without an index. */
    @Override
    public void close() {
        finished = true;
        data = new byte[0];
    }
}
