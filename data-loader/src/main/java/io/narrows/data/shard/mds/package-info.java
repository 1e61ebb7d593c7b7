/**
 * MDS shards, the form of MosaicML Streaming: a table of offsets, then samples of typed columns.
 *
 * <p>{@link io.narrows.data.shard.mds.MdsIndex} reads a folder's {@code index.json}, which names its shards, their counts and
 * their hashes; {@link io.narrows.data.shard.mds.MdsFormat} opens them. Their fields are the bytes of the columns;
 * {@link io.narrows.data.shard.mds.MdsFields} shows these as what {@link io.narrows.data.shard.mds.MdsColumn} says they are.
 * {@link io.narrows.data.shard.mds.MdsWriter} writes such folders, {@link io.narrows.data.shard.mds.MdsPack} makes them of
 * other shards.
 */
@NullMarked
package io.narrows.data.shard.mds;

import org.jspecify.annotations.NullMarked;
