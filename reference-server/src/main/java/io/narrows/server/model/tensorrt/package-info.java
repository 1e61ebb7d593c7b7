/**
 * Runs an ONNX network with TensorRT on an NVIDIA GPU, through JavaCPP.
 *
 * <ul>
 *   <li>{@link io.narrows.server.model.tensorrt.TensorRt} is the way in; it says in one line why the engine is not available.
 *   <li>Options: {@code Precision}, {@code TensorRtOptions}, and from them the {@code ShapeProfile}s of a plan.
 *   <li>A plan, the network compiled for one GPU, is cached: {@code PlanKey} says what it depends on, {@code PlanRecipe} makes
 *       its folder, {@code PlanBuilder} compiles.
 *   <li>Running: {@code TensorRtModel}, its runners and batches move texts through a {@code Pass}; {@code GpuPass} is the one on
 *       the GPU, with its stream, its pinned {@code PassBuffers} and its execution contexts.
 *   <li>Native objects: {@code NativeOwner} releases them in reverse order, {@code Deleter} deletes those of TensorRT.
 * </ul>
 *
 * <p>Only classes that say so touch JavaCPP's classes, so all others load and are tested without it.
 */
@NullMarked
package io.narrows.server.model.tensorrt;

import org.jspecify.annotations.NullMarked;
