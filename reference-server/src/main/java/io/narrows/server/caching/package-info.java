/**
 * Texts that need not go through the model again: rows of its output that are known, and rows that are being computed for
 * another request right now.
 *
 * <ul>
 *   <li>{@link io.narrows.server.caching.KnownRows}: what a server has, for all its models
 *   <li>{@link io.narrows.server.caching.RowCache}: the rows that are kept, bounded by bytes and by age
 *   <li>{@link io.narrows.server.caching.TokenCache}: the tokens of texts that come again
 *   <li>{@link io.narrows.server.caching.Lookup}: one request's texts, from the question to the last row
 *   <li>{@link io.narrows.server.caching.Caller}: what a lookup needs of the request
 *   <li>{@code Flight}: one text that is being computed, and who waits for it
 *   <li>{@link io.narrows.server.caching.ModelKey}, {@code RowKey}: what a row depends on
 *   <li>{@link io.narrows.server.caching.RowObserver}: what is counted
 * </ul>
 *
 * <p>Knows the model's tokens; neither batches nor HTTP nor the profiler.
 */
@NullMarked
package io.narrows.server.caching;

import org.jspecify.annotations.NullMarked;
