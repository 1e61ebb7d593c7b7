/**
 * Load on a running server: a seeded workload of texts, Poisson arrivals, and latency counted from the scheduled arrival.
 *
 * <p>{@code LoadTest} is the way in; {@code Calibration} finds the rate that the machine sustains; {@code LoadJson} writes
 * what the report joins with the server's own record.
 */
@NullMarked
package io.narrows.experiment;

import org.jspecify.annotations.NullMarked;
