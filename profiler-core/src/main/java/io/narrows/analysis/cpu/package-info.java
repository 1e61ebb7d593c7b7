/**
 * On which code the processor time of each stage went: samples of stacks, joined to stages by thread and time.
 *
 * <p>{@link io.narrows.analysis.cpu.SampleFile} reads the samples, {@link io.narrows.analysis.cpu.StageJoin} takes the log's
 * documents and says which stage and request each was in, {@link io.narrows.analysis.cpu.CpuProfile} is what comes out.
 */
@NullMarked
package io.narrows.analysis.cpu;

import org.jspecify.annotations.NullMarked;
