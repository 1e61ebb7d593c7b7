/**
 * What a recorded run says: latency with intervals, and where the time went.
 *
 * <p>Start at {@link io.narrows.analysis.RunAnalyzer}; it reads the documents of a log once and returns a
 * {@link io.narrows.analysis.RunAnalysis}, an immutable value that the reports render. Behind it the
 * good traces lie in the columns of {@code TraceTable}; {@code WarmupFinder} sets a slow beginning apart, {@code Decomposition}
 * divides the rest by stage, {@code TraceGroup} says of any of them how slow they were. Everything here is deterministic: the
 * same documents give the same result, to the last bit.
 */
@NullMarked
package io.narrows.analysis;

import org.jspecify.annotations.NullMarked;
