/**
 * Formats whose samples lie one behind the other in decompressed bytes, and what is the same for all of them: an index.
 *
 * <p>A {@link io.narrows.data.shard.index.SampleIndex} says where each sample begins; it is read from a file beside the shard
 * ({@link io.narrows.data.shard.index.IndexFile}), or found by one pass over the shard. {@link
 * io.narrows.data.shard.index.IndexedFormat} does one or the other and gives a shard of which every sample can be had alone.
 * What a sample looks like is the format's: {@link io.narrows.data.shard.index.SampleLayout}.
 */
@NullMarked
package io.narrows.data.shard.index;

import org.jspecify.annotations.NullMarked;
