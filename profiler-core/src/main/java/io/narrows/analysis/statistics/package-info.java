/**
 * Quantiles, means and shares of series that remember their past, with intervals that stay true under it.
 *
 * <p>Columns and sorted samples hold the series; {@code Autocorrelation} says how long its memory is;
 * {@link io.narrows.analysis.statistics.QuantileIntervals}, {@link io.narrows.analysis.statistics.BlockBootstrap} and
 * {@link io.narrows.analysis.statistics.MeanIntervals} make an {@link io.narrows.analysis.statistics.Estimate} of it. Nothing
 * here knows a log.
 */
@NullMarked
package io.narrows.analysis.statistics;

import org.jspecify.annotations.NullMarked;
