/**
 * All that a service touches to record where its requests spend their time.
 *
 * <p>Start at {@link io.narrows.profiler.Profiler}.
 */
@NullMarked
package io.narrows.profiler;

import org.jspecify.annotations.NullMarked;
