/**
 * From waiting requests to batches: {@link io.narrows.server.batching.Batcher} runs a model on what waits in one bounded
 * {@code TaskQueue}, whose batches a planner of {@link io.narrows.server.batching.planning} forms. {@link
 * io.narrows.server.batching.InferTask} is what comes in, with its {@link io.narrows.server.batching.Urgency}; {@link
 * io.narrows.server.batching.Admission} says whether it was taken. Knows the model and the profiler, neither HTTP nor JSON.
 */
@NullMarked
package io.narrows.server.batching;

import org.jspecify.annotations.NullMarked;
