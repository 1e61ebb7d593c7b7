/**
 * Recorded traces as Micrometer meters: give a {@link io.narrows.profiler.micrometer.MicrometerListener} to the profiler's
 * configuration. Needs {@code micrometer-core} on the class path, which the embedder brings; nothing else of Narrows knows
 * it.
 */
@NullMarked
package io.narrows.profiler.micrometer;

import org.jspecify.annotations.NullMarked;
