/**
 * Writing shards.
 *
 * <p>A {@link io.narrows.data.pack.ShardWriter} takes samples one after the other and cuts them into shards as its {@link
 * io.narrows.data.pack.PackOptions} say; each shard is a {@link io.narrows.data.pack.ShardOutput}, filled by a {@link
 * io.narrows.data.pack.SampleOutput} for its format. A {@link io.narrows.data.pack.PackManifest} says which shards are done, so
 * that a pack that was killed goes on. A {@link io.narrows.data.pack.ShardIndexer} writes only the index, beside a shard of others.
 */
@NullMarked
package io.narrows.data.pack;

import org.jspecify.annotations.NullMarked;
