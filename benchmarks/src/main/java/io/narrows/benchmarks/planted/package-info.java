/**
 * Small pipelines with one known bottleneck each, and healthy ones, built from real threads and the real profiler.
 *
 * <p>{@link io.narrows.benchmarks.planted.Plants} lists them, {@link io.narrows.benchmarks.planted.PlantedService} runs one
 * in a process of its own, {@code Rig} is what they are built from.
 */
@NullMarked
package io.narrows.benchmarks.planted;

import org.jspecify.annotations.NullMarked;
