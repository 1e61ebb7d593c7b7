/**
 * What the benchmark of the data loader reads, and what it is compared with.
 *
 * <p>{@link io.narrows.benchmarks.loader.ShardFiles} makes the data, {@link io.narrows.benchmarks.loader.LoaderTask} runs one
 * measurement in a process of its own, and {@link io.narrows.benchmarks.loader.PyTorch} the peer that is not Java. All count
 * their samples and sum up something of each, so that none can be fast by leaving work out.
 */
@NullMarked
package io.narrows.benchmarks.loader;

import org.jspecify.annotations.NullMarked;
