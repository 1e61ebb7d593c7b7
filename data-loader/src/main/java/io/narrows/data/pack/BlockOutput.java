package io.narrows.data.pack;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.narrows.data.shard.raw.Blocks;
import io.narrows.data.shard.raw.Compression;
import io.narrows.data.shard.raw.RawWindow;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Takes decompressed bytes and writes them on, compressed in blocks that end where a sample does: gzip members or zstd
 * frames, each with a checksum. The same bytes, cut alike, give the same file.
 */
final class BlockOutput extends OutputStream {
    private static final int TRAILER_BYTES = 8;

    /** A block is little longer than the largest sample, which is half of this, and deflate adds a part in a thousand. */
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 64;

    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final OutputStream file;
    private final PackOptions options;
    private final @Nullable Blocks blocks;
    private final @Nullable Deflater deflater;
    private final @Nullable ZstdCompressCtx zstd;

    private byte[] raw = new byte[64 << 10];
    private int held;
    private long rawDone;
    private byte[] packed = new byte[64 << 10];
    private long fileBytes;

    BlockOutput(OutputStream file, PackOptions options) {
        this.file = file;
        this.options = options;
        Compression compression = options.format().compression();
        blocks = compression == Compression.NONE ? null : new Blocks();
        deflater = compression == Compression.GZIP ? new Deflater(options.level(), true) : null;
        zstd = compression == Compression.ZSTD
                ? new ZstdCompressCtx()
                        .setLevel(options.level())
                        .setChecksum(true)
                        .setContentSize(true)
                : null;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (length > raw.length - held) {
            long grown = Math.max((long) held + length, Math.min(raw.length * 2L, RawWindow.MAX_BYTES));
            raw = Arrays.copyOf(raw, Math.toIntExact(grown));
        }
        System.arraycopy(bytes, offset, raw, held, length);
        held += length;
    }

    /** The place of the next decompressed byte. */
    long place() {
        return rawDone + held;
    }

    long fileBytes() {
        return fileBytes;
    }

    @Nullable
    Blocks blocks() {
        return blocks;
    }

    /** Says that a sample ends here, so that a block may. */
    void sampleEnds() throws IOException {
        if (held >= options.blockBytes()) {
            writeBlock();
        }
    }

    /** Writes what is left. */
    void end() throws IOException {
        if (held > 0) {
            writeBlock();
        }
    }

    private void writeBlock() throws IOException {
        if (blocks != null) {
            blocks.add(fileBytes, rawDone);
        }
        int length;
        byte[] bytes;
        if (deflater != null) {
            length = gzip(deflater);
            bytes = packed;
        } else if (zstd != null) {
            room(Math.toIntExact(Zstd.compressBound(held)));
            length = zstd.compressByteArray(packed, 0, packed.length, raw, 0, held);
            bytes = packed;
        } else {
            length = held;
            bytes = raw;
        }
        file.write(bytes, 0, length);
        fileBytes += length;
        rawDone += held;
        held = 0;
    }

    private int gzip(Deflater with) {
        with.reset();
        with.setInput(raw, 0, held);
        with.finish();
        System.arraycopy(GZIP_HEADER, 0, packed, 0, GZIP_HEADER.length);
        int length = GZIP_HEADER.length;
        while (!with.finished()) {
            if (packed.length - length < 1024) {
                packed = Arrays.copyOf(packed, (int) Math.min(2L * packed.length, LARGEST_ARRAY));
            }
            length += with.deflate(packed, length, packed.length - length);
        }
        packed = packed.length - length < TRAILER_BYTES ? Arrays.copyOf(packed, length + TRAILER_BYTES) : packed;
        CRC32 crc = new CRC32();
        crc.update(raw, 0, held);
        length = little(crc.getValue(), length);
        return little(held, length);
    }

    private int little(long number, int at) {
        for (int i = 0; i < Integer.BYTES; i++) {
            packed[at + i] = (byte) (number >>> (Byte.SIZE * i));
        }
        return at + Integer.BYTES;
    }

    private void room(int bytes) {
        if (packed.length < bytes) {
            packed = new byte[bytes];
        }
    }

    /** Releases the compressor; writes nothing. */
    @Override
    public void close() {
        if (deflater != null) {
            deflater.end();
        }
        if (zstd != null) {
            zstd.close();
        }
    }
}
