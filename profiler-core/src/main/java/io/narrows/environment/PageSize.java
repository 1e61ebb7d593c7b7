package io.narrows.environment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The size of a memory page, as the kernel told this process when it began (getauxval(3)). */
final class PageSize {
    private static final long AT_PAGESZ = 6;
    private static final long USUAL = 4096;

    private PageSize() {}

    /** Bytes of a page; the usual 4096 when the file does not tell. */
    static long read(Path auxiliaryVector) {
        try {
            ByteBuffer pairs =
                    ByteBuffer.wrap(Files.readAllBytes(auxiliaryVector)).order(ByteOrder.nativeOrder());
            while (pairs.remaining() >= 2 * Long.BYTES) {
                long type = pairs.getLong();
                long value = pairs.getLong();
                if (type == AT_PAGESZ && value > 0) {
                    return value;
                }
            }
        } catch (IOException | SecurityException e) {
            // told below
        }
        return USUAL;
    }
}
