/**
 * Where the time of requests went, who held them up, and what makes the slow ones slow.
 *
 * <p>Start at {@link io.narrows.analysis.accounting.AccountingRecorder}; it takes the documents of a log in one pass and
 * makes an {@link io.narrows.analysis.accounting.Attribution} of them. A request's latency is cut into
 * {@link io.narrows.analysis.accounting.Part}s that sum to it to the nanosecond;
 * {@link io.narrows.analysis.accounting.Blame} says whose work it waited for, and
 * {@link io.narrows.analysis.accounting.Cause} and {@link io.narrows.analysis.accounting.Covariate} contrast the slow
 * requests with typical ones.
 */
@NullMarked
package io.narrows.analysis.accounting;

import org.jspecify.annotations.NullMarked;
