/**
 * What is done to a sample after it was decoded.
 *
 * <p>A {@link io.narrows.data.transform.Transform} makes a value of a value; its {@link io.narrows.data.transform.SampleContext} says
 * which sample that is and has the chance that belongs to it.
 */
@NullMarked
package io.narrows.data.transform;

import org.jspecify.annotations.NullMarked;
