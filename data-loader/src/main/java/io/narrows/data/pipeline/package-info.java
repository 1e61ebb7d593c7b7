/**
 * Threads that read, decode and transform samples ahead of a consumer.
 *
 * <p>{@link io.narrows.data.pipeline.Pipeline} is what is seen from outside: {@link io.narrows.data.pipeline.PipelineConfig} says what
 * to do, {@link io.narrows.data.pipeline.Piece} is what comes out. Inside, a {@link io.narrows.data.pipeline.Feed} cuts positions into
 * chunks, a chunk is a {@link io.narrows.data.pipeline.Run}, a {@link io.narrows.data.pipeline.Worker} goes through it, and the {@link
 * io.narrows.data.pipeline.Scheduler} says who does what next, within the {@link io.narrows.data.pipeline.ByteBudget}.
 */
@NullMarked
package io.narrows.data.pipeline;

import org.jspecify.annotations.NullMarked;
