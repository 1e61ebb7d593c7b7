package io.narrows.data.shard;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Small files that are large once they are decompressed. */
final class Bombs {
    private static final int PIECE_BYTES = 64 << 10;

    private Bombs() {}

    private static void repeat(OutputStream out, byte[] what, long times) throws IOException {
        int inPiece = Math.max(1, PIECE_BYTES / what.length);
        byte[] piece = new byte[inPiece * what.length];
        for (int i = 0; i < piece.length; i++) {
            piece[i] = what[i % what.length];
        }
        long left = times * what.length;
        while (left > 0) {
            int some = (int) Math.min(left, piece.length);
            out.write(piece, 0, some);
            left -= some;
        }
    }

    static byte[] gzip(byte[] head, byte[] what, long times) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes, PIECE_BYTES)) {
            out.write(head);
            repeat(out, what, times);
        }
        return bytes.toByteArray();
    }

    static byte[] zstd(byte[] head, byte[] what, long times) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new ZstdOutputStream(bytes, 3)) {
            out.write(head);
            repeat(out, what, times);
        }
        return bytes.toByteArray();
    }

    /** A header of an archive. */
    static byte[] header(String name, long size) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 124, String.format("%011o ", size));
        header[156] = '0';
        put(header, 148, "        ");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }
}
