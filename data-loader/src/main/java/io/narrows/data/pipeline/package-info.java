/**
 * Threads that read, decode and transform samples ahead of a consumer.
 *
 * <p>{@link io.narrows.data.pipeline.Pipeline} is what is seen from outside: {@link io.narrows.data.pipeline.PipelineConfig} says what
 * to do, {@link io.narrows.data.pipeline.Piece} is what comes out. Inside, a {@link io.narrows.data.pipeline.Feed} cuts positions into
 * chunks, a chunk is a {@link io.narrows.data.pipeline.Run}, a {@link io.narrows.data.pipeline.Worker} goes through it, with {@link
 * io.narrows.data.pipeline.RawCopies} of what is decoded later, and the {@link io.narrows.data.pipeline.Scheduler} says who does what
 * next: within the {@link io.narrows.data.pipeline.ByteBudget}, as {@link io.narrows.data.pipeline.Room} allows, with parts of
 * others' chunks where {@link io.narrows.data.pipeline.Sharing} finds some, by as many workers as {@link
 * io.narrows.data.pipeline.Staff} counts.
 */
@NullMarked
package io.narrows.data.pipeline;

import org.jspecify.annotations.NullMarked;
