package io.narrows.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Raw buffer records of traces that stayed open so long that they held up their thread's buffer; written so that the
 * buffer can be used again and a kill still loses nothing.
 *
 * @param records whole records of 32 bytes, little-endian, as they lay in the buffer
 */
public record CarriedRecords(ByteBuffer records) implements LogDocument {

    /** Copies the remaining bytes of {@code records}. */
    public CarriedRecords {
        records = ByteBuffer.allocate(records.remaining())
                .put(records.duplicate())
                .flip()
                .asReadOnlyBuffer();
    }

    /** Returns a read-only, little-endian view of the records whose position is the caller's own. */
    @Override
    public ByteBuffer records() {
        return records.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
}
