package io.narrows.log;

import java.util.function.LongSupplier;
import net.openhft.chronicle.core.time.TimeProvider;

/**
 * The time that Chronicle is given. It begins a new file with every minute of it; so it stands still as long as the
 * current file is to be used, and steps on when the next one is to be begun.
 */
final class FileClock implements TimeProvider {

    private final LongSupplier wallMs;
    private volatile long fileMs;

    FileClock(LongSupplier wallMs) {
        this.wallMs = wallMs;
        this.fileMs = minute(wallMs.getAsLong());
    }

    /** The time of the file that would come next: now, or if that is too early for another name, a minute later. */
    long following() {
        return Math.max(minute(wallMs.getAsLong()), fileMs + QueueFiles.STEP_MS);
    }

    void step(long toMs) {
        fileMs = toMs;
    }

    @Override
    public long currentTimeMillis() {
        return fileMs;
    }

    private static long minute(long ms) {
        return Math.floorDiv(ms, QueueFiles.STEP_MS) * QueueFiles.STEP_MS;
    }
}
