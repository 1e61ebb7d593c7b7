/**
 * From waiting requests to batches: {@link io.narrows.server.batching.Batcher} runs a model on what waits in one bounded
 * first-in first-out queue. Knows the model and the profiler, neither HTTP nor JSON.
 */
@NullMarked
package io.narrows.server.batching;

import org.jspecify.annotations.NullMarked;
