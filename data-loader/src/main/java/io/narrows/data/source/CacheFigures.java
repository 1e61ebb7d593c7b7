package io.narrows.data.source;

/**
 * What a cache did so far.
 *
 * @param hits files opened that were there, or that another thread was bringing
 * @param downloads files brought
 * @param downloadedBytes their bytes
 * @param tooLarge files read past the cache because they are larger than its limit
 * @param noRoom files read past it because those in use, or on their way, leave no room
 * @param diskTroubles files read past it because they could not be written, as on a full disk
 */
public record CacheFigures(
        long hits, long downloads, long downloadedBytes, long tooLarge, long noRoom, long diskTroubles) {
    /** Files read past the cache. */
    public long readThrough() {
        return tooLarge + noRoom + diskTroubles;
    }
}
