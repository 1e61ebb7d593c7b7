/**
 * Golden sets: inputs with expected outputs and a tolerance, and the comparison of a model's answers with them.
 */
@NullMarked
package io.narrows.golden;

import org.jspecify.annotations.NullMarked;
