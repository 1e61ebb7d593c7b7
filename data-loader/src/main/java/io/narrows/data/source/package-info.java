/**
 * Where bytes come from: files that can be read at any place, by many threads.
 *
 * <p>{@link io.narrows.data.source.Source} opens a {@link io.narrows.data.source.DataFile} by its name:
 * {@link io.narrows.data.source.LocalSource} in a folder, through memory maps, {@link io.narrows.data.source.HttpSource} on a
 * server or in an object store, by range requests, and {@link io.narrows.data.source.CachedSource} in another source, of which
 * it keeps whole files in a folder. A {@link io.narrows.data.source.FileHash} is what a file is known to hash to, an
 * {@link io.narrows.data.source.OptionalFile} one that may be missing, and {@link io.narrows.data.source.Reason} says in words
 * why one cannot be read. Nothing here knows what the bytes mean.
 */
@NullMarked
package io.narrows.data.source;

import org.jspecify.annotations.NullMarked;
