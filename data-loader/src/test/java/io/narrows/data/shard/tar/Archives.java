package io.narrows.data.shard.tar;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Archives written by commons-compress, and headers written by hand for what that does not write. */
final class Archives {
    private Archives() {}

    /** {@code name=content} pairs, long names and large numbers as POSIX has them. */
    static byte[] posix(String... files) throws IOException {
        return written(TarArchiveOutputStream.LONGFILE_POSIX, files);
    }

    static byte[] written(int longNames, String... files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(longNames);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(longNames == TarArchiveOutputStream.LONGFILE_POSIX);
            for (String file : files) {
                int equals = file.indexOf('=');
                byte[] content = file.substring(equals + 1).getBytes(StandardCharsets.ISO_8859_1);
                TarArchiveEntry entry = new TarArchiveEntry(file.substring(0, equals), true);
                entry.setModTime(0L); // one with a fraction would need an extended header
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    static byte[] zstd(byte[] bytes) {
        try (ZstdCompressCtx zstd = new ZstdCompressCtx().setChecksum(true)) {
            return zstd.compress(bytes);
        }
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** The end of an archive. */
    static byte[] end() {
        return new byte[2 * TarHeader.BYTES];
    }

    /** A header without magic, as before POSIX, whose sum is right. */
    static byte[] header(String name, long size, char type) {
        byte[] header = new byte[TarHeader.BYTES];
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, 0, Math.min(bytes.length, TarHeader.NAME_BYTES));
        text(header, TarHeader.SIZE, String.format("%011o ", size));
        header[TarHeader.TYPE] = (byte) type;
        return summed(header);
    }

    static byte[] ustar(String prefix, String name, long size, String magic) {
        byte[] header = header(name, size, '0');
        text(header, TarHeader.MAGIC, magic);
        text(header, TarHeader.PREFIX, prefix);
        return summed(header);
    }

    static byte[] text(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, header, at, bytes.length);
        return header;
    }

    /** Writes the sum that a header has. */
    static byte[] summed(byte[] header) {
        Arrays.fill(header, TarHeader.SUM, TarHeader.SUM + TarHeader.SUM_BYTES, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        return text(header, TarHeader.SUM, String.format("%06o\0 ", sum));
    }

    /** A file's bytes, up to a whole block. */
    static byte[] body(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        return Arrays.copyOf(bytes, (int) TarHeader.padded(bytes.length));
    }

    static byte[] file(String name, String content) {
        return join(header(name, content.length(), '0'), body(content));
    }

    /** An extended header with these records. */
    static byte[] pax(char type, String... records) {
        StringBuilder text = new StringBuilder();
        for (String record : records) {
            int length = record.getBytes(StandardCharsets.UTF_8).length + 2;
            int all = length + Integer.toString(length).length();
            all = length + Integer.toString(all).length();
            text.append(all).append(' ').append(record).append('\n');
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return join(header("pax", bytes.length, type), Arrays.copyOf(bytes, (int) TarHeader.padded(bytes.length)));
    }
}
