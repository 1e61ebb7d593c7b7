/**
 * What to make of a loader's figures: does the model wait for data, which stage is it, what would one more worker give, and did
 * it give that.
 *
 * <p>{@link io.narrows.data.verdict.Verdict} is arithmetic on the figures of {@link io.narrows.data.profile}. {@link
 * io.narrows.data.verdict.Autotune} applies what it says to a running loader through {@link io.narrows.data.verdict.Tunable}s,
 * measures, keeps or takes back, and tells each {@link io.narrows.data.verdict.Trial}. {@link
 * io.narrows.data.verdict.Headspace} measures what a loader would give that always had the batch ready.
 */
@NullMarked
package io.narrows.data.verdict;

import org.jspecify.annotations.NullMarked;
