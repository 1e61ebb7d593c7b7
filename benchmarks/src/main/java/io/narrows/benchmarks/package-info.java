/** The programs behind every figure that the documentation states; {@code benchmarks/run NAME} starts them. */
@NullMarked
package io.narrows.benchmarks;

import org.jspecify.annotations.NullMarked;
