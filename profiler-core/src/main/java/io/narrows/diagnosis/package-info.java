/**
 * What to do about a run: findings ranked by what they promise.
 *
 * <p>Start at {@link io.narrows.diagnosis.Diagnoser}, which reads a log once and returns a
 * {@link io.narrows.diagnosis.Diagnosis}. A detector looks at one kind of bottleneck and is silent where it has nothing to
 * say; {@code Findings} ranks what they say.
 */
@NullMarked
package io.narrows.diagnosis;

import org.jspecify.annotations.NullMarked;
