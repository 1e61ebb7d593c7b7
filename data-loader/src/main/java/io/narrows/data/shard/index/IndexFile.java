package io.narrows.data.shard.index;

import io.narrows.data.shard.raw.Blocks;
import io.narrows.data.shard.raw.Compression;
import io.narrows.data.shard.raw.DamageException;
import io.narrows.data.source.DataFile;
import io.narrows.data.source.OptionalFile;
import io.narrows.data.source.Source;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The index that lies beside a shard, in a file of the shard's name and {@link #SUFFIX}. Immutable. */
public final class IndexFile {
    /** What its name ends with. */
    public static final String SUFFIX = ".index";

    /*
     * Numbers are little-endian; a varint has seven bits in each byte, the lowest first, and the highest bit of a byte says
     * that another follows.
     *
     *     0   8  magic "NARROWIX"
     *     8   4  version, 1
     *    12   4  format: 1 tar, 2 JSON Lines
     *    16   8  bytes of the shard's file
     *    24   8  decompressed bytes
     *    32  32  SHA-256 of the shard's file
     *    64   4  CRC-32C of the first 4096 bytes of the shard's file and then of its last 4096 (fewer where it has fewer)
     *    68   4  N, samples
     *    72   4  M, gzip members or zstd frames; 0 when the file is not compressed
     *    76   4  0
     *    80      N varints: how far each sample ends behind the end of the one before it (the first: behind 0)
     *            M pairs of varints: how far a member begins behind the beginning of the one before it (the first: behind
     *            0), in the file and in the decompressed bytes
     *    end-4 4 CRC-32C of all bytes before
     *
     * The file is complete when its last four bytes are right; it is written under another name and then renamed.
     */
    private static final long MAGIC = 0x5849574f5252414eL; // "NARROWIX"
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 80;
    private static final int HASH_OFFSET = 32;
    private static final int HASH_BYTES = 32;
    private static final int MOST_BYTES = 1 << 30;

    private final SampleIndex index;
    private final String sha256;

    private IndexFile(SampleIndex index, String sha256) {
        this.index = index;
        this.sha256 = sha256;
    }

    public SampleIndex index() {
        return index;
    }

    /** The hash of the shard's file when the index was made, in hexadecimal. */
    public String sha256() {
        return sha256;
    }

    /**
     * Reads the index of a shard.
     *
     * @return null when there is none, or one that may not be read or is not the shard's as it is now, which is logged
     */
    static @Nullable IndexFile read(Source source, DataFile shard, IndexedFormat format, Compression compression)
            throws IOException, InterruptedException {
        String name = shard.name() + SUFFIX;
        try (DataFile file = OptionalFile.open(source, name)) {
            if (file == null) {
                return null;
            }
            IndexFile found = decode(file, shard, format);
            boolean compressed = found.index.blocks() != null || (shard.size() == 0 && compression != Compression.NONE);
            if (compressed == (compression == Compression.NONE)) {
                throw new Unfit("it is that of a shard that is " + (compression == Compression.NONE ? "" : "not ")
                        + "compressed");
            }
            return found;
        } catch (Unfit e) {
            Log.OF_INDEXES.warn("{} is not used: {}", name, e.getMessage());
            return null;
        }
    }

    /** Whether a file is an index of the version that is written here, that of whichever shard. */
    public static boolean isOne(DataFile file) throws IOException, InterruptedException {
        byte[] begin = new byte[Long.BYTES + Integer.BYTES];
        if (file.size() < begin.length) {
            return false;
        }
        file.read(0, begin, 0, begin.length);
        ByteBuffer in = ByteBuffer.wrap(begin).order(ByteOrder.LITTLE_ENDIAN);
        return in.getLong() == MAGIC && in.getInt() == VERSION;
    }

    private static IndexFile decode(DataFile file, DataFile shard, IndexedFormat format)
            throws Unfit, IOException, InterruptedException {
        long size = file.size();
        if (size < HEADER_BYTES + Integer.BYTES || size > MOST_BYTES) {
            throw new Unfit("it has " + size + " bytes, and an index has " + (HEADER_BYTES + Integer.BYTES) + " to "
                    + MOST_BYTES);
        }
        byte[] bytes = new byte[(int) size];
        file.read(0, bytes, 0, bytes.length);
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getLong() != MAGIC) {
            throw new Unfit("it does not begin as an index does");
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw new Unfit("it has version " + version + ", but only " + VERSION + " is known");
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - Integer.BYTES);
        if ((int) crc.getValue() != in.getInt(bytes.length - Integer.BYTES)) {
            throw new Unfit("it is damaged: its checksum is wrong");
        }
        int code = in.getInt();
        if (code != format.code()) {
            throw new Unfit("it is that of a shard of format " + code + ", and this one is of format " + format.code());
        }
        long fileBytes = in.getLong();
        if (fileBytes != shard.size()) {
            throw new Unfit(
                    "it is that of a shard of " + fileBytes + " bytes, and this one has " + shard.size() + " bytes");
        }
        long rawBytes = in.getLong();
        in.position(HASH_OFFSET + HASH_BYTES);
        if (in.getInt() != FileEnds.crc(shard)) {
            throw new Unfit("it is that of another shard: this one begins or ends with other bytes");
        }
        String sha256 = HexFormat.of().formatHex(bytes, HASH_OFFSET, HASH_OFFSET + HASH_BYTES);
        try {
            return new IndexFile(samples(in, rawBytes, fileBytes, format.alignment()), sha256);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new Unfit("its samples or blocks are not in order");
        } catch (DamageException e) {
            throw new Unfit("it " + e.getMessage());
        }
    }

    private static SampleIndex samples(ByteBuffer in, long rawBytes, long fileBytes, int alignment)
            throws DamageException {
        int samples = in.getInt();
        int count = in.getInt();
        in.getInt();
        in.limit(in.limit() - Integer.BYTES);
        if (samples < 0 || count < 0 || samples + 2L * count > in.remaining()) {
            throw new IllegalArgumentException("fewer bytes than samples and blocks");
        }
        SampleIndex.Builder builder = new SampleIndex.Builder(alignment, fileBytes);
        for (int i = 0; i < samples; i++) {
            builder.add(builder.end() + varint(in));
        }
        Blocks blocks = count == 0 ? null : new Blocks();
        long fileStart = 0;
        long rawStart = 0;
        for (int i = 0; i < count && blocks != null; i++) {
            fileStart += varint(in);
            rawStart += varint(in);
            blocks.add(fileStart, rawStart);
        }
        if (blocks != null && blocks.rawStart(0) != 0) {
            throw new IllegalArgumentException("bytes before the first block");
        }
        if (builder.end() > rawBytes
                || rawStart > rawBytes
                || fileStart > fileBytes
                || (blocks == null && rawBytes != fileBytes)) {
            throw new IllegalArgumentException("samples or blocks behind the end");
        }
        return builder.build(blocks, rawBytes);
    }

    /**
     * An index's bytes.
     *
     * @param shard the shard's file, complete
     * @param sha256 its hash, in hexadecimal
     */
    public static byte[] encode(SampleIndex index, IndexedFormat format, DataFile shard, String sha256)
            throws IOException, InterruptedException {
        Blocks blocks = index.blocks();
        int count = blocks == null ? 0 : blocks.count();
        VarintOutput body = new VarintOutput();
        for (int i = 0; i < index.samples(); i++) {
            body.put(index.end(i) - (i == 0 ? 0 : index.end(i - 1)));
        }
        for (int i = 0; i < count && blocks != null; i++) {
            body.put(blocks.fileStart(i) - (i == 0 ? 0 : blocks.fileStart(i - 1)));
            body.put(blocks.rawStart(i) - (i == 0 ? 0 : blocks.rawStart(i - 1)));
        }
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + body.size() + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(MAGIC)
                .putInt(VERSION)
                .putInt(format.code())
                .putLong(shard.size())
                .putLong(index.rawBytes())
                .put(HexFormat.of().parseHex(sha256))
                .putInt(FileEnds.crc(shard))
                .putInt(index.samples())
                .putInt(count)
                .putInt(0);
        body.copyTo(out);
        CRC32C crc = new CRC32C();
        crc.update(out.array(), 0, out.position());
        return out.putInt((int) crc.getValue()).array();
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
            byte some = in.get();
            value |= (long) (some & 0x7f) << shift;
            if (some >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 63 bits");
    }

    /** Why an index is not used. */
    private static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        Unfit(String rule) {
            super(rule);
        }
    }

    /** Made when there is something to say: starting the host's logging may take as long as opening all shards. */
    private static final class Log {
        static final Logger OF_INDEXES = LoggerFactory.getLogger(IndexFile.class);
    }
}
