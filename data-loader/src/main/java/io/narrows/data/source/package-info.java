/**
 * Where bytes come from: files that can be read at any place, by many threads.
 *
 * <p>{@link io.narrows.data.source.Source} opens a {@link io.narrows.data.source.DataFile} by its name; {@link
 * io.narrows.data.source.LocalSource} has those of a folder. Nothing here knows what the bytes mean.
 */
@NullMarked
package io.narrows.data.source;

import org.jspecify.annotations.NullMarked;
