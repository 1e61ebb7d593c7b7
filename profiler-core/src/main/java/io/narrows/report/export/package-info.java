/**
 * The requests of a run in formats of other tools: Perfetto, Chrome, OpenTelemetry, collapsed stacks.
 *
 * <p>Start at {@link io.narrows.report.export.Export}. It streams the log through one {@code DocumentWriter} per format:
 * {@code TimelineWriter} lays requests, batches, pauses and lanes out on tracks and hands them to an {@code EventSink}
 * (Perfetto or Chrome); {@code OtlpWriter} writes spans; {@code StackWriter} adds up.
 */
@NullMarked
package io.narrows.report.export;

import org.jspecify.annotations.NullMarked;
