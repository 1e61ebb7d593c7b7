/** Small services that embed the profiler. */
@NullMarked
package io.narrows.examples;

import org.jspecify.annotations.NullMarked;
