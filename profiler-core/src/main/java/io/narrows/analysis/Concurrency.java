package io.narrows.analysis;

/**
 * How many of something were under way at once.
 *
 * @param mean over the measured time
 * @param max most at one of some tens of thousands of evenly spaced moments
 * @param busy part of these moments at which there was at least one, 0 to 1
 */
public record Concurrency(double mean, long max, double busy) {}
