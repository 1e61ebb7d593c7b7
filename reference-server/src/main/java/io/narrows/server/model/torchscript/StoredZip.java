package io.narrows.server.model.torchscript;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Writes a ZIP file of uncompressed entries whose contents start at multiples of 64 bytes. The same entries give the same
 * bytes. Below 4 GiB and 65,535 entries.
 */
final class StoredZip {
    /*
     * Local header, 30 bytes, then the name and an extra field that pads:
     *
     *    0 PK\3\4   4 version  6 flags  8 method 0  10 time  12 date  14 CRC-32  18 size  22 size  26 name length
     *   28 extra length   30 name   then 'F' 'B', length of the padding (2 bytes), padding
     *
     * The contents follow at once: size and CRC are known before, so there are no data descriptors and no seeking back.
     * Time and date are those of the format's first day. All numbers are little-endian.
     */
    static final int ALIGNMENT = 64;
    private static final int LOCAL_HEADER_BYTES = 30;
    private static final int CENTRAL_HEADER_BYTES = 46;
    private static final int END_BYTES = 22;
    private static final int EXTRA_HEADER_BYTES = 4;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int CENTRAL_SIGNATURE = 0x02014b50;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final short VERSION = 20;
    private static final short FIRST_DAY = (1 << 5) | 1;
    private static final short EXTRA_ID = 'F' | ('B' << 8);
    private static final long LIMIT = 0xffff_ffffL;

    private final WritableByteChannel out;
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private long position;
    private int entries;

    StoredZip(WritableByteChannel out) {
        this.out = out;
    }

    /** Adds an entry; its content is read twice. */
    void add(String name, long size, Content content) throws IOException {
        byte[] nameBytes = name.getBytes(StandardCharsets.US_ASCII);
        int crc = crc(name, size, content);
        long headerAt = position;
        int padding = padding(headerAt + LOCAL_HEADER_BYTES + nameBytes.length + EXTRA_HEADER_BYTES);
        int extra = EXTRA_HEADER_BYTES + padding;

        ByteBuffer header = buffer(LOCAL_HEADER_BYTES + nameBytes.length + extra);
        header.putInt(LOCAL_SIGNATURE).putShort(VERSION);
        common(header, crc, size, nameBytes.length);
        header.putShort((short) extra).put(nameBytes).putShort(EXTRA_ID).putShort((short) padding);
        while (header.hasRemaining()) {
            header.put((byte) 'Z');
        }
        write(header.flip());
        content.copyTo(this::write);

        byte[] entry = new byte[CENTRAL_HEADER_BYTES + nameBytes.length];
        ByteBuffer central = ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN);
        central.putInt(CENTRAL_SIGNATURE).putShort(VERSION).putShort(VERSION);
        common(central, crc, size, nameBytes.length);
        // No extra field, comment, disk number or attributes.
        central.putShort((short) 0).putShort((short) 0).putShort((short) 0).putShort((short) 0);
        central.putInt(0).putInt((int) headerAt).put(nameBytes);
        directory.writeBytes(entry);
        entries++;
    }

    void add(String name, byte[] content) throws IOException {
        add(name, content.length, sink -> sink.take(ByteBuffer.wrap(content)));
    }

    private static int crc(String name, long size, Content content) throws IOException {
        CRC32 crc = new CRC32();
        long[] length = {0};
        content.copyTo(bytes -> {
            length[0] += bytes.remaining();
            crc.update(bytes);
        });
        if (length[0] != size) {
            // The loader trusts the pickle: it would read past the end of a storage that is too short.
            throw new IllegalStateException(name + " has " + length[0] + " bytes, must have " + size);
        }
        return (int) crc.getValue();
    }

    void finish() throws IOException {
        long directoryAt = position;
        byte[] bytes = directory.toByteArray();
        if (directoryAt + bytes.length > LIMIT || entries > 0xffff) {
            throw new IOException("archive of " + position + " bytes and " + entries + " entries is too large");
        }
        write(ByteBuffer.wrap(bytes));
        ByteBuffer end = buffer(END_BYTES);
        end.putInt(END_SIGNATURE).putShort((short) 0).putShort((short) 0);
        end.putShort((short) entries).putShort((short) entries);
        end.putInt(bytes.length).putInt((int) directoryAt).putShort((short) 0);
        write(end.flip());
    }

    private static void common(ByteBuffer header, int crc, long size, int nameLength) {
        header.putShort((short) 0).putShort((short) 0).putShort((short) 0).putShort(FIRST_DAY);
        header.putInt(crc).putInt((int) size).putInt((int) size).putShort((short) nameLength);
    }

    private static int padding(long contentAt) {
        return (int) (-contentAt & (ALIGNMENT - 1));
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(ByteBuffer bytes) throws IOException {
        position += bytes.remaining();
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
