/** The forms in which one model's network can be written: how precise its numbers are, how its attention is computed. */
@NullMarked
package io.narrows.server.model.variants;

import org.jspecify.annotations.NullMarked;
