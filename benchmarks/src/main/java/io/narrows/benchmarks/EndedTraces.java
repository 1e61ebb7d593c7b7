package io.narrows.benchmarks;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A mapped file in which a process notes the traces that it ended, so that another knows after a kill. Entry n, 16 bytes:
 * second half of the trace id, then the time after the end, which is 0 until the entry is whole. Thread-safe.
 */
final class EndedTraces {
    private static final int ENTRY_BYTES = 16;
    private static final int ENTRIES = 1 << 17;
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer bytes;
    private final AtomicInteger next = new AtomicInteger();

    private EndedTraces(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.nativeOrder());
    }

    /**
     * One entry.
     *
     * @param id second half of the trace id
     * @param ns {@link System#nanoTime()} after it ended; processes of one Linux machine share its origin
     */
    record Ended(long id, long ns) {}

    /** Makes the file where there is none, or opens it. */
    static EndedTraces open(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new EndedTraces(channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) ENTRIES * ENTRY_BYTES));
        }
    }

    /** Notes one; what finds no room is not noted and will not be asked for. */
    void add(long id) {
        int entry = next.getAndIncrement();
        if (entry < ENTRIES) {
            bytes.putLong(entry * ENTRY_BYTES, id);
            LONG.setRelease(bytes, entry * ENTRY_BYTES + Long.BYTES, System.nanoTime());
        }
    }

    boolean any() {
        return (long) LONG.getAcquire(bytes, Long.BYTES) != 0;
    }

    List<Ended> all() {
        List<Ended> all = new ArrayList<>();
        for (int entry = 0; entry < ENTRIES; entry++) {
            long ns = (long) LONG.getAcquire(bytes, entry * ENTRY_BYTES + Long.BYTES);
            if (ns != 0) {
                all.add(new Ended(bytes.getLong(entry * ENTRY_BYTES), ns));
            }
        }
        return all;
    }
}
