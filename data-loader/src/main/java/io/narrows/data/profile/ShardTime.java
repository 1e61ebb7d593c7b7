package io.narrows.data.profile;

/**
 * What one shard gave and took so far.
 *
 * @param shard its number
 * @param name its name
 * @param samples decoded
 * @param fileBytes taken from its file
 * @param decodedBytes of the samples
 * @param openNs time of opening, of all workers that did
 * @param readNs time of reading
 * @param decompressNs time of decompressing
 * @param decodeNs time of decoding; where samples are mixed over shards by blocks, only that of taking their bytes apart and
 *     copying them, since what is decoded together is then of many shards
 */
public record ShardTime(
        int shard,
        String name,
        long samples,
        long fileBytes,
        long decodedBytes,
        long openNs,
        long readNs,
        long decompressNs,
        long decodeNs) {

    /** All time that it took. */
    public long ns() {
        return openNs + readNs + decompressNs + decodeNs;
    }

    /** Time for one of its samples. */
    public double nsPerSample() {
        return samples == 0 ? 0 : (double) ns() / samples;
    }
}
