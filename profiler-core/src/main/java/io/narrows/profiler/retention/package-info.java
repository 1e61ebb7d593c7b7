/**
 * What is kept of the traces that ended, and what is counted of all of them. Pure logic: no threads, no clock, no files; the
 * drainer drives it and writes what it says. Internal to the profiler.
 */
@NullMarked
package io.narrows.profiler.retention;

import org.jspecify.annotations.NullMarked;
