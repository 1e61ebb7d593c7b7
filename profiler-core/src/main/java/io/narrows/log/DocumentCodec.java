package io.narrows.log;

import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/*
 * Documents to bytes and back; docs/reference/log-format.md describes the same layout for other readers.
 *
 *   +------+---------+-----------------+---------------------------------------+
 *   | type | version | payload         | CRC-32C of all before, little-endian  |
 *   |  u8  |   u8    |                 |  u32                                  |
 *   +------+---------+-----------------+---------------------------------------+
 *
 * A later version of a type appends fields, so what follows the known fields is skipped. An unknown type is no error.
 */
final class DocumentCodec {

    private static final int CHECKSUM_BYTES = Integer.BYTES;
    private static final int FRAME_BYTES = 2 + CHECKSUM_BYTES;

    private DocumentCodec() {}

    /** Replaces what {@code out} holds by the document. */
    static void encode(LogDocument document, Encoder out) {
        out.clear();
        DocumentType type = DocumentType.of(document);
        out.u8(type.number);
        out.u8(type.version);
        type.layout.write(document, out);
        CRC32C crc = new CRC32C();
        crc.update(out.array(), 0, out.length());
        out.i32((int) crc.getValue());
    }

    /**
     * Returns the document, or null where its type is of a later Narrows.
     *
     * @throws LogException if the bytes are damaged
     */
    static @Nullable LogDocument decode(byte[] bytes, int offset, int length) {
        if (!intact(bytes, offset, length)) {
            throw new LogException("damaged document: its checksum does not match");
        }
        return decodeIntact(bytes, offset, length);
    }

    /** As {@link #decode}, for bytes that were found {@link #intact}. */
    static @Nullable LogDocument decodeIntact(byte[] bytes, int offset, int length) {
        Decoder in = new Decoder(bytes, offset, length - CHECKSUM_BYTES);
        DocumentType type = DocumentType.of(in.u8());
        int version = in.u8();
        return type == null ? null : type.layout.read().read(in, version);
    }

    /** Returns whether the bytes end with their checksum. */
    static boolean intact(byte[] bytes, int offset, int length) {
        if (length < FRAME_BYTES) {
            return false;
        }
        int checked = length - CHECKSUM_BYTES;
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, checked);
        return new Decoder(bytes, offset + checked, CHECKSUM_BYTES).i32() == (int) crc.getValue();
    }
}
