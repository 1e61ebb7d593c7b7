/**
 * Batches of requests for models of any tensors: {@link io.narrows.server.batching.tensors.TensorBatcher} runs a model on what
 * waits in one bounded queue, in the order of priority and arrival. Requests are joined along the model's batch axis where
 * their shapes agree in every other dimension; nothing is padded. Knows the model and the profiler, neither HTTP nor JSON.
 */
@NullMarked
package io.narrows.server.batching.tensors;

import org.jspecify.annotations.NullMarked;
