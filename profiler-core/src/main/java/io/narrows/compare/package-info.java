/**
 * Two recorded runs side by side: what became faster, what slower, and whether they can be compared at all.
 *
 * <p>Start at {@link io.narrows.compare.RunComparison}. {@link io.narrows.compare.Ratio} makes the intervals,
 * {@link io.narrows.compare.Verdict} the words, {@link io.narrows.compare.EnvironmentComparison} explains what differs between
 * the two places where the runs were made.
 */
@NullMarked
package io.narrows.compare;

import org.jspecify.annotations.NullMarked;
