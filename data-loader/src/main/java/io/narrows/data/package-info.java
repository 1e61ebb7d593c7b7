/**
 * A loader that feeds a model from shards, and says what it waits for.
 *
 * <p>Below: {@link io.narrows.data.source} has the files and {@link io.narrows.data.shard} the samples in them.
 */
@NullMarked
package io.narrows.data;

import org.jspecify.annotations.NullMarked;
