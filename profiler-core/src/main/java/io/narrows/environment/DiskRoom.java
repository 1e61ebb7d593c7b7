package io.narrows.environment;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether there is room on disk for the flight recorder. JFR ends the JVM when it cannot write its file, so it must have
 * stopped long before a disk is full.
 */
final class DiskRoom {
    /** More than is written in the time between two looks, even when somebody fills the disk as fast as it takes. */
    static final long NEEDED_BYTES = 256 << 20;

    private final Path place;
    private final long neededBytes;

    DiskRoom(Path place) {
        this(place, NEEDED_BYTES);
    }

    DiskRoom(Path place, long neededBytes) {
        this.place = place;
        this.neededBytes = neededBytes;
    }

    /** Why JFR must not write there now; null when it may. One system call. */
    @Nullable
    String lacking() {
        long free = place.toFile().getUsableSpace(); // 0 when it is gone
        if (free >= neededBytes) {
            return null;
        }
        return "less than " + (neededBytes >> 20) + " MiB of disk are left in " + place
                + ", and the flight recorder ends the JVM when a disk is full";
    }
}
