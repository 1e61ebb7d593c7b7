/**
 * What a recorded run says: latency with intervals, and where the time went.
 *
 * <p>Start at {@link io.narrows.analysis.RunAnalyzer}; it reads the documents of a log once and returns a
 * {@link io.narrows.analysis.RunAnalysis}, an immutable value that the reports render. Everything here is deterministic: the
 * same documents give the same result, to the last bit.
 */
@NullMarked
package io.narrows.analysis;

import org.jspecify.annotations.NullMarked;
