/**
 * Kept traces as OpenTelemetry spans: give an {@link io.narrows.profiler.opentelemetry.OpenTelemetryListener} to the
 * profiler's configuration. Needs {@code opentelemetry-sdk-trace} on the class path, which the embedder brings together
 * with an exporter; nothing else of Narrows knows it.
 */
@NullMarked
package io.narrows.profiler.opentelemetry;

import org.jspecify.annotations.NullMarked;
