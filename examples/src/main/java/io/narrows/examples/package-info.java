/** Small programs that embed the profiler and the data loader. */
@NullMarked
package io.narrows.examples;

import org.jspecify.annotations.NullMarked;
