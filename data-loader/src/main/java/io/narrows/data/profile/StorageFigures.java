package io.narrows.data.profile;

/**
 * How much of what was read came from storage and not from the page cache. The second and third are of the whole process, so
 * other reading of it counts too, and so does what the kernel read ahead.
 *
 * @param fileBytes that the loader took from its files
 * @param storageBytes that the process read from storage meanwhile; {@link #UNKNOWN} where the kernel does not tell
 * @param majorFaults page faults that waited for storage meanwhile, likewise
 */
public record StorageFigures(long fileBytes, long storageBytes, long majorFaults) {
    public static final long UNKNOWN = ProcessReads.UNKNOWN;

    /** Part that came from storage, 0 to 1; {@link #UNKNOWN} where the kernel does not tell or nothing was read. */
    public double fromStorage() {
        return storageBytes == UNKNOWN || fileBytes == 0 ? UNKNOWN : Math.min(1, (double) storageBytes / fileBytes);
    }
}
