package io.narrows.data.command;

import io.narrows.cli.CommandException;
import io.narrows.data.pack.PackFormat;
import io.narrows.data.pack.PackOptions;
import io.narrows.data.pack.ShardWriter;
import io.narrows.data.shard.mds.MdsOptions;
import io.narrows.data.shard.mds.MdsPack;
import io.narrows.data.shard.raw.Compression;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What is to be written, checked before any input is looked at: to count the samples of that may take an hour. */
interface PackPlan {
    /**
     * Begins, or goes on.
     *
     * @param keys whether samples keep their keys; where not, they are numbered
     */
    PackTarget open(Path out, boolean keys, String input) throws IOException;

    /** Whether a file of this name may be written. */
    boolean writes(String name);

    /**
     * As a user says it.
     *
     * @param format as in {@code tar.gz} or {@code mds}
     * @param shardMib above 0
     * @param shardSamples 0: any number
     * @param level of compression; 0: that of the format
     * @throws CommandException when they do not fit together
     */
    static PackPlan of(String format, String prefix, double shardMib, long shardSamples, int level) {
        long shardBytes = Math.max(1, Math.round(shardMib * (1 << 20)));
        try {
            return switch (format) {
                case "mds", "mds.zstd" -> mds(format.equals("mds.zstd"), shardMib, shardBytes, shardSamples, level);
                default -> shards(PackFormat.of(format), prefix, shardBytes, shardSamples, level);
            };
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(String.valueOf(e.getMessage()));
        }
    }

    private static PackPlan shards(PackFormat format, String prefix, long shardBytes, long shardSamples, int level) {
        ShardWriter.requirePrefix(prefix);
        requireLevel(format.suffix().substring(1), format.compression() != Compression.NONE, level);
        PackOptions.Builder options = PackOptions.builder().format(format).shardBytes(shardBytes);
        if (shardSamples != 0) {
            options.shardSamples(shardSamples);
        }
        if (level != 0) {
            options.level(level);
        }
        PackOptions keyed = options.build();
        PackOptions numbered = options.numberedKeys(true).build();
        return new PackPlan() {
            @Override
            public PackTarget open(Path out, boolean keys, String input) throws IOException {
                return PackTarget.shards(out, prefix, keys ? keyed : numbered, input);
            }

            @Override
            public boolean writes(String name) {
                return ShardWriter.writes(prefix, name);
            }
        };
    }

    private static PackPlan mds(boolean zstd, double shardMib, long shardBytes, long shardSamples, int level) {
        if (shardSamples != 0) {
            throw new IllegalArgumentException(
                    "--shard-samples is " + shardSamples + ", but MDS shards are limited by --shard-mib alone");
        }
        if (shardBytes < MdsOptions.SMALLEST_SHARD_BYTES || shardBytes > MdsOptions.LARGEST_SHARD_BYTES) {
            throw new IllegalArgumentException("--shard-mib is " + shardMib + ", must be 1/1024 to 1024 for MDS");
        }
        requireLevel("mds", zstd, level);
        MdsOptions plain = MdsOptions.defaults().withShardBytes((int) shardBytes);
        MdsOptions options = zstd ? plain.withZstd(level == 0 ? MdsOptions.DEFAULT_ZSTD_LEVEL : level) : plain;
        return new PackPlan() {
            @Override
            public PackTarget open(Path out, boolean keys, String input) throws IOException {
                return new MdsTarget(MdsPack.open(out, options, Map.of(), keys, input));
            }

            @Override
            public boolean writes(String name) {
                return MdsPack.writes(name);
            }
        };
    }

    private static void requireLevel(String format, boolean compressed, int level) {
        if (!compressed && level != 0) {
            throw new IllegalArgumentException("--level is " + level + ", but " + format + " is not compressed");
        }
    }
}
