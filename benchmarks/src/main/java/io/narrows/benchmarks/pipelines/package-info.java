/**
 * Small services of real threads, real queues and the real profiler, whose every number is known: what a prediction or a
 * finding about them is held against. {@link io.narrows.benchmarks.pipelines.PipelineSpec} says what one is made of, {@link
 * io.narrows.benchmarks.pipelines.Pipeline} runs it.
 */
@NullMarked
package io.narrows.benchmarks.pipelines;

import org.jspecify.annotations.NullMarked;
