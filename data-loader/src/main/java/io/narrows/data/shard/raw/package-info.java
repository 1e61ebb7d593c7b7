/**
 * The bytes that a shard has once they are decompressed.
 *
 * <p>A {@link io.narrows.data.shard.raw.RawWindow} shows them, from any place on, in one array that it uses again and again;
 * {@link io.narrows.data.shard.raw.Compression} makes one for a file by its name. Where a compressed file is several gzip
 * members or zstd frames, {@link io.narrows.data.shard.raw.Blocks} says where each begins, so that reading can start there.
 * {@link io.narrows.data.shard.raw.DamageException} says what is wrong with bytes, {@link
 * io.narrows.data.shard.raw.SampleLimit} how many samples a file may have, and a {@link io.narrows.data.shard.raw.WindowCursor}
 * is what cursors of all formats share. Nothing here knows what a sample looks like.
 */
@NullMarked
package io.narrows.data.shard.raw;

import org.jspecify.annotations.NullMarked;
