@NullMarked
package io.narrows.server.model.tensor;

import org.jspecify.annotations.NullMarked;
