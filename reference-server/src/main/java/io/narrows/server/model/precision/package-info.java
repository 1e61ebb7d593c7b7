/** Numbers of fewer bits made from 32-bit weights. */
@NullMarked
package io.narrows.server.model.precision;

import org.jspecify.annotations.NullMarked;
