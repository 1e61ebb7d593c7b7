/**
 * From waiting requests to batches.
 *
 * <ul>
 *   <li>{@link io.narrows.server.batching.Batcher}: runs a model of texts on the tasks that come in, {@link
 *       io.narrows.server.batching.InferTask}; {@link io.narrows.server.batching.tensors} has that of models of tensors
 *   <li>{@link io.narrows.server.batching.TaskQueue}: where tasks wait, whatever they are ({@link
 *       io.narrows.server.batching.Queued}), with their {@link io.narrows.server.batching.Urgency}; {@link
 *       io.narrows.server.batching.planning} forms the batches in which they leave
 *   <li>{@link io.narrows.server.batching.Workers}: the threads that take from it
 *   <li>{@link io.narrows.server.batching.Admission}: whether a task was taken; {@link
 *       io.narrows.server.batching.TaskCompletion}: what becomes of it otherwise
 *   <li>{@link io.narrows.server.batching.BatchObserver}: what is counted; {@link
 *       io.narrows.server.batching.BatchStages}, {@link io.narrows.server.batching.ForwardProfiles}: what is recorded
 *   <li>{@code Calibration}: what forwards take, before the first request
 *   <li>{@link io.narrows.server.batching.Closing}: ends several things, whatever one of them throws
 * </ul>
 *
 * <p>Knows the model and the profiler, neither HTTP nor JSON.
 */
@NullMarked
package io.narrows.server.batching;

import org.jspecify.annotations.NullMarked;
