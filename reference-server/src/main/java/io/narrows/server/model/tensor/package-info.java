/**
 * Models of any tensors: what the server asks of one ({@link io.narrows.server.model.tensor.TensorModel}), the values that go in
 * and out ({@link io.narrows.server.model.tensor.Tensor}) and how those of several requests are joined along an axis and split
 * again ({@link io.narrows.server.model.tensor.BatchAxis}). Pure Java; the engines are elsewhere.
 */
@NullMarked
package io.narrows.server.model.tensor;

import org.jspecify.annotations.NullMarked;
