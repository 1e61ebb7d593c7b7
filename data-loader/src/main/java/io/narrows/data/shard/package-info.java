/**
 * Shards: files that hold samples one after the other.
 *
 * <p>A {@link io.narrows.data.shard.ShardFormat} opens a file as a {@link io.narrows.data.shard.Shard}, which knows how many
 * samples it has; a {@link io.narrows.data.shard.ShardCursor} runs over a range of them and shows each as a
 * {@link io.narrows.data.shard.RawSample}. One package below for each format.
 */
@NullMarked
package io.narrows.data.shard;

import org.jspecify.annotations.NullMarked;
