/**
 * Tar shards as WebDataset has them, plain or compressed with gzip or zstd.
 *
 * <p>{@link io.narrows.data.shard.tar.TarFormat} opens them. A {@link io.narrows.data.shard.tar.TarEntries} goes from one
 * file in the archive to the next ({@link io.narrows.data.shard.tar.TarHeader} has the layout of a header), a {@link
 * io.narrows.data.shard.tar.KeyRun} says to which sample it belongs by the rule in {@link
 * io.narrows.data.shard.tar.MemberName}, and {@link io.narrows.data.shard.tar.TarLayout} makes
 * samples of them. {@link io.narrows.data.shard.tar.WdsIndex} reads and writes the index files of DALI.
 */
@NullMarked
package io.narrows.data.shard.tar;

import org.jspecify.annotations.NullMarked;
