package io.narrows.server.bulk;

import io.narrows.data.decode.Npy;
import io.narrows.data.decode.NpyType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Embeddings as an array of numpy, and the key of each row as a line of {@code NAME.keys}. */
final class NpyRows implements RowFile {
    /** What the name of the array ends with. */
    static final String ROWS = ".npy";

    /** What the name of the keys ends with. */
    static final String KEYS = ".keys";

    private final PartFile rows;
    private final PartFile keys;
    private final int width;
    private final ByteBuffer row;
    private int count;

    private NpyRows(PartFile rows, PartFile keys, int width, int count) {
        this.rows = rows;
        this.keys = keys;
        this.width = width;
        this.count = count;
        row = ByteBuffer.allocate(width * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    static NpyRows open(Path folder, String name, int width, Extent keep) throws IOException {
        PartFile rows = PartFile.open(folder.resolve(name + ROWS), keep.bytes());
        PartFile keys = null;
        try {
            keys = PartFile.open(folder.resolve(name + KEYS), keep.keyBytes());
            if (keep.bytes() == 0) {
                byte[] header = Npy.header(NpyType.FLOAT32, 0, width);
                rows.write(header, header.length);
            }
            return new NpyRows(rows, keys, width, keep.rows());
        } catch (IOException | RuntimeException e) {
            rows.close();
            if (keys != null) {
                keys.close();
            }
            throw e;
        }
    }

    @Override
    public void add(String key, float[] embedding) throws IOException {
        if (embedding.length != width) {
            throw new IllegalArgumentException("an embedding has " + embedding.length + " values, must have " + width);
        }
        row.clear();
        row.asFloatBuffer().put(embedding);
        rows.write(row.array(), row.capacity());
        byte[] line = (line(key) + "\n").getBytes(StandardCharsets.UTF_8);
        keys.write(line, line.length);
        count++;
    }

    /** A key on one line: a backslash, a line feed and a carriage return are written as two characters. */
    static String line(String key) {
        return key.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    @Override
    public Extent force() throws IOException {
        rows.force();
        keys.force();
        return new Extent(count, rows.bytes(), keys.bytes());
    }

    /** Keys first: where the array has its name, both are whole. */
    @Override
    public void publish() throws IOException {
        rows.overwriteStart(Npy.header(NpyType.FLOAT32, count, width));
        keys.publish();
        rows.publish();
    }

    @Override
    public void close() {
        rows.close();
        keys.close();
    }
}
