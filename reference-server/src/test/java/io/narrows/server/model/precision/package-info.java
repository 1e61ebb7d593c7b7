@NullMarked
package io.narrows.server.model.precision;

import org.jspecify.annotations.NullMarked;
