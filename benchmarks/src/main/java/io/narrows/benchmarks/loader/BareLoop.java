package io.narrows.benchmarks.loader;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * The loop that anybody would write first: one thread goes through the tar, mapped or decompressed as it comes, and parses
 * each file. It knows only tar as it was written here: no long names, no damage, no groups.
 */
final class BareLoop implements Epoch {
    private static final int BLOCK = 512;
    private static final int SIZE_AT = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int TYPE_AT = 156;
    private static final int BUFFER = 1 << 16;

    private final List<Path> shards;
    private final ObjectReader json = parser();
    private final byte[] header = new byte[BLOCK];
    private byte[] content = new byte[BUFFER];

    BareLoop(List<Path> shards) {
        this.shards = shards;
    }

    /** The bytes of a tar, one after the other. */
    private interface Bytes extends AutoCloseable {
        void read(byte[] target, int length) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Jackson as it comes. */
    static ObjectReader parser() {
        return new ObjectMapper().readerFor(Doc.class);
    }

    @Override
    public Pass read() throws IOException {
        long samples = 0;
        long sum = 0;
        for (Path shard : shards) {
            try (Bytes bytes = open(shard)) {
                for (int size = next(bytes); size >= 0; size = next(bytes)) {
                    Doc doc = json.readValue(content, 0, size);
                    samples++;
                    sum += doc.id;
                }
            }
        }
        return new Pass(samples, sum);
    }

    /** Gives away a copy of every file. */
    void copy(Consumer<byte[]> target) throws IOException {
        for (Path shard : shards) {
            try (Bytes bytes = open(shard)) {
                for (int size = next(bytes); size >= 0; size = next(bytes)) {
                    target.accept(Arrays.copyOf(content, size));
                }
            }
        }
    }

    /** Brings the next file into {@link #content}; its size, or -1 after the last. */
    private int next(Bytes bytes) throws IOException {
        while (true) {
            bytes.read(header, BLOCK);
            if (header[0] == 0) {
                return -1;
            }
            int size = 0;
            for (int i = SIZE_AT; i < SIZE_AT + SIZE_LENGTH && header[i] >= '0' && header[i] <= '7'; i++) {
                size = size << 3 | header[i] - '0';
            }
            int padded = (size + BLOCK - 1) / BLOCK * BLOCK;
            if (padded > content.length) {
                content = new byte[2 * padded];
            }
            bytes.read(content, padded);
            if (header[TYPE_AT] == '0') {
                return size;
            }
        }
    }

    private static Bytes open(Path shard) throws IOException {
        String name = shard.getFileName().toString();
        if (name.endsWith(".tar.gz")) {
            return stream(new GZIPInputStream(Files.newInputStream(shard), BUFFER));
        }
        if (name.endsWith(".tar.zst")) {
            return stream(new ZstdInputStream(new BufferedInputStream(Files.newInputStream(shard), BUFFER)));
        }
        FileChannel file = FileChannel.open(shard);
        MappedByteBuffer map = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
        return new Bytes() {
            @Override
            public void read(byte[] target, int length) {
                map.get(target, 0, length);
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    private static Bytes stream(InputStream in) {
        return new Bytes() {
            @Override
            public void read(byte[] target, int length) throws IOException {
                if (in.readNBytes(target, 0, length) < length) {
                    throw new EOFException("the tar ends too early");
                }
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }
}
