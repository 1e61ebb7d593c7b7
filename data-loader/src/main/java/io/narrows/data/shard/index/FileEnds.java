package io.narrows.data.shard.index;

import io.narrows.data.source.DataFile;
import java.io.IOException;
import java.util.zip.CRC32C;

/** What a file begins and ends with, as one number, which tells most changes of it without reading it. */
final class FileEnds {
    private static final int BYTES = 4096;

    private FileEnds() {}

    /** The CRC-32C of a file's first and last {@link #BYTES}. */
    static int crc(DataFile file) throws IOException, InterruptedException {
        int bytes = (int) Math.min(BYTES, file.size());
        byte[] end = new byte[bytes];
        CRC32C crc = new CRC32C();
        file.read(0, end, 0, bytes);
        crc.update(end, 0, bytes);
        file.read(file.size() - bytes, end, 0, bytes);
        crc.update(end, 0, bytes);
        return (int) crc.getValue();
    }
}
