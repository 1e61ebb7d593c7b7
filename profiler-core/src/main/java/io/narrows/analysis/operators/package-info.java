/**
 * What ran inside the forward: {@link io.narrows.analysis.operators.OperatorRecorder} adds the profiled batches up by operator
 * and by layer.
 */
@NullMarked
package io.narrows.analysis.operators;

import org.jspecify.annotations.NullMarked;
