/**
 * Shards: files that hold samples one after the other.
 *
 * <p>A {@link io.narrows.data.shard.ShardFormat} opens a file as a {@link io.narrows.data.shard.Shard}, which knows how many
 * samples it has; a {@link io.narrows.data.shard.ShardCursor} runs over a range of them and shows each as a
 * {@link io.narrows.data.shard.RawSample}. A {@link io.narrows.data.shard.ShardSet} is the shards of a data set. One package
 * below for each format: {@link io.narrows.data.shard.tar}, {@link io.narrows.data.shard.jsonl}; and what they share: {@link
 * io.narrows.data.shard.index} says where samples lie, {@link io.narrows.data.shard.raw} decompresses.
 */
@NullMarked
package io.narrows.data.shard;

import org.jspecify.annotations.NullMarked;
