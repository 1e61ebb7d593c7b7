package io.narrows.log;

import java.nio.ByteBuffer;
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
    static @Nullable LogDocument decode(ByteBuffer bytes) {
        if (!intact(bytes)) {
            throw new LogException("damaged document: its checksum does not match");
        }
        return decodeIntact(bytes);
    }

    /** As {@link #decode}, for bytes that were found {@link #intact}. */
    static @Nullable LogDocument decodeIntact(ByteBuffer bytes) {
        Decoder in =
                new Decoder(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining() - CHECKSUM_BYTES);
        DocumentType type = DocumentType.of(in.u8());
        int version = in.u8();
        return type == null ? null : type.layout.read().read(in, version);
    }

    /** Returns whether the bytes, of a buffer with an array, end with their checksum. */
    static boolean intact(ByteBuffer bytes) {
        if (bytes.remaining() < FRAME_BYTES) {
            return false;
        }
        int offset = bytes.arrayOffset() + bytes.position();
        int length = bytes.remaining() - CHECKSUM_BYTES;
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), offset, length);
        return new Decoder(bytes.array(), offset + length, CHECKSUM_BYTES).i32() == (int) crc.getValue();
    }
}
