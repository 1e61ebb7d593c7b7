package io.narrows.data.shard.mds;

import io.narrows.data.source.DataFile;
import io.narrows.data.source.Source;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** MDS files put together byte by byte from the description of the format, without any code of the reader or the writer. */
final class HandMade {

    /** A shard: n, begins[0..n], description, samples. */
    static byte[] shard(String description, List<byte[]> samples) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] config = description.getBytes(StandardCharsets.UTF_8);
        u32(out, samples.size());
        long begin = 4 + 4L * (samples.size() + 1) + config.length;
        u32(out, begin);
        for (byte[] sample : samples) {
            begin += sample.length;
            u32(out, begin);
        }
        out.writeBytes(config);
        samples.forEach(out::writeBytes);
        return out.toByteArray();
    }

    /** A sample: sizes of the variable columns, then all values. */
    static byte[] sample(List<byte[]> values, List<Boolean> variable) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < values.size(); i++) {
            if (variable.get(i)) {
                u32(out, values.get(i).length);
            }
        }
        values.forEach(out::writeBytes);
        return out.toByteArray();
    }

    static String description(String names, String encodings, String sizes) {
        return "{\"column_encodings\": [" + encodings + "], \"column_names\": [" + names + "], \"column_sizes\": ["
                + sizes
                + "], \"compression\": null, \"format\": \"mds\", \"hashes\": [], \"size_limit\": 67108864, \"version\": 2}";
    }

    /** An entry of index.json for a shard that is not compressed. */
    static String entry(String description, String file, int bytes, int samples, String hashes) {
        return description.substring(0, description.length() - 1) + ", \"raw_data\": {\"basename\": \"" + file
                + "\", \"bytes\": " + bytes + ", \"hashes\": {" + hashes + "}}, \"samples\": " + samples
                + ", \"zip_data\": null}";
    }

    /** An entry for a shard that is compressed. */
    static String zippedEntry(
            String description, String kind, String raw, int rawBytes, String zip, int zipBytes, int samples) {
        return description
                        .substring(0, description.length() - 1)
                        .replace("\"compression\": null", "\"compression\": \"" + kind + "\"")
                + ", \"raw_data\": {\"basename\": \"" + raw + "\", \"bytes\": " + rawBytes
                + ", \"hashes\": {}}, \"samples\": " + samples + ", \"zip_data\": {\"basename\": \"" + zip
                + "\", \"bytes\": " + zipBytes + ", \"hashes\": {}}}";
    }

    static byte[] index(String... entries) {
        return ("{\"shards\": [" + String.join(", ", entries) + "], \"version\": 2}").getBytes(StandardCharsets.UTF_8);
    }

    static void u32(ByteArrayOutputStream out, long value) {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write((int) (value >>> shift));
        }
    }

    static byte[] little(long value, int bytes) {
        byte[] out = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            out[i] = (byte) (value >>> 8 * i);
        }
        return out;
    }

    /** Files in memory; counts how many are open. */
    static final class Memory implements Source {
        final Map<String, byte[]> files = new ConcurrentHashMap<>();
        final List<String> opened = new ArrayList<>();
        int open;

        Memory put(String name, byte[] bytes) {
            files.put(name, bytes);
            return this;
        }

        @Override
        public DataFile open(String name) throws NoSuchFileException {
            byte[] bytes = files.get(name);
            opened.add(name);
            if (bytes == null) {
                throw new NoSuchFileException(name);
            }
            open++;
            return new DataFile() {
                private boolean closed;

                @Override
                public String name() {
                    return name;
                }

                @Override
                public long size() {
                    return bytes.length;
                }

                @Override
                public void read(long position, byte[] target, int offset, int length) throws EOFException {
                    if (position < 0 || position + length > bytes.length) {
                        throw new EOFException(name);
                    }
                    System.arraycopy(bytes, (int) position, target, offset, length);
                }

                @Override
                public void close() {
                    open -= closed ? 0 : 1;
                    closed = true;
                }
            };
        }

        @Override
        public String location() {
            return "memory";
        }
    }

    private HandMade() {}
}
