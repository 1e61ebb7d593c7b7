package io.narrows.data.shard.index;

import io.narrows.data.source.DataFile;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Hashes of files. */
final class FileHash {
    static final int ENDS_BYTES = 4096;
    private static final int CHUNK_BYTES = 256 << 10;

    private FileHash() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The SHA-256 of a file, in hexadecimal. */
    static String of(DataFile file) throws IOException, InterruptedException {
        MessageDigest digest = sha256();
        byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, file.size())];
        for (long at = 0; at < file.size(); ) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while " + file.name() + " was hashed");
            }
            int some = (int) Math.min(chunk.length, file.size() - at);
            file.read(at, chunk, 0, some);
            digest.update(chunk, 0, some);
            at += some;
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The CRC-32C of a file's first and last {@link #ENDS_BYTES}, which tells most changes of it without reading it. */
    static int ofEnds(DataFile file) throws IOException, InterruptedException {
        int bytes = (int) Math.min(ENDS_BYTES, file.size());
        byte[] end = new byte[bytes];
        CRC32C crc = new CRC32C();
        file.read(0, end, 0, bytes);
        crc.update(end, 0, bytes);
        file.read(file.size() - bytes, end, 0, bytes);
        crc.update(end, 0, bytes);
        return (int) crc.getValue();
    }
}
