package io.narrows.data.shard.mds;

import com.github.luben.zstd.Zstd;
import io.narrows.data.source.FileHash;
import java.util.List;

/**
 * How MDS shards are written. Immutable.
 *
 * @param shardBytes the size that a shard does not exceed unless a single sample does, in bytes before compression
 * @param shardSamples the most samples in a shard
 * @param zstdLevel the level of zstd, or {@link #UNCOMPRESSED}
 * @param hashes the algorithms whose values go into the index, by the names of {@link FileHash}
 */
public record MdsOptions(int shardBytes, int shardSamples, int zstdLevel, List<String> hashes) {
    /** No compression. */
    public static final int UNCOMPRESSED = 0;

    public static final int DEFAULT_SHARD_BYTES = 64 << 20;
    public static final int DEFAULT_ZSTD_LEVEL = 3;
    public static final List<String> DEFAULT_HASHES = List.of("sha1", "xxh64");

    public static final int SMALLEST_SHARD_BYTES = 1 << 10;

    /** As the Python reader advises 50 to 100 MB; a shard is put together in memory. */
    public static final int LARGEST_SHARD_BYTES = 1 << 30;

    public MdsOptions {
        if (shardBytes < SMALLEST_SHARD_BYTES || shardBytes > LARGEST_SHARD_BYTES) {
            throw new IllegalArgumentException(
                    "shardBytes " + shardBytes + ": " + SMALLEST_SHARD_BYTES + " to " + LARGEST_SHARD_BYTES);
        }
        if (shardSamples < 1 || shardSamples > MdsHead.MOST_SAMPLES) {
            throw new IllegalArgumentException("shardSamples " + shardSamples + ": 1 to " + MdsHead.MOST_SAMPLES);
        }
        if (zstdLevel < UNCOMPRESSED || zstdLevel > Zstd.maxCompressionLevel()) {
            throw new IllegalArgumentException("zstdLevel " + zstdLevel + ": 1 to " + Zstd.maxCompressionLevel()
                    + ", or " + UNCOMPRESSED + " for no compression");
        }
        for (String hash : hashes) {
            if (!FileHash.canBeChecked(hash)) {
                throw new IllegalArgumentException("hash \"" + hash + "\": cannot be computed here");
            }
        }
        // The Python writer wants them sorted and each once.
        hashes = hashes.stream().sorted().distinct().toList();
    }

    /** Shards of 64 MiB, not compressed, with SHA-1 and XXH64. */
    public static MdsOptions defaults() {
        return new MdsOptions(DEFAULT_SHARD_BYTES, MdsHead.MOST_SAMPLES, UNCOMPRESSED, DEFAULT_HASHES);
    }

    public MdsOptions withShardBytes(int bytes) {
        return new MdsOptions(bytes, shardSamples, zstdLevel, hashes);
    }

    public MdsOptions withShardSamples(int samples) {
        return new MdsOptions(shardBytes, samples, zstdLevel, hashes);
    }

    public MdsOptions withZstd(int level) {
        return new MdsOptions(shardBytes, shardSamples, level, hashes);
    }

    public MdsOptions withHashes(List<String> algorithms) {
        return new MdsOptions(shardBytes, shardSamples, zstdLevel, algorithms);
    }
}
