/**
 * The reference server. {@link io.narrows.server.NarrowsServer} puts the parts together; each part is a package:
 *
 * <ul>
 *   <li>{@code protocol}: JSON of the Open Inference Protocol, pure Java
 *   <li>{@code model}: the models and the engines that run them
 *   <li>{@code batching}: from waiting requests to batches
 *   <li>{@code caching}: texts that need not be computed again
 *   <li>{@code http}: Vert.x
 *   <li>{@code warmup}: requests of its own, before the first one from outside
 *   <li>{@code config}: the configuration
 *   <li>{@code command}: the {@code narrows serve} command
 * </ul>
 */
@NullMarked
package io.narrows.server;

import org.jspecify.annotations.NullMarked;
