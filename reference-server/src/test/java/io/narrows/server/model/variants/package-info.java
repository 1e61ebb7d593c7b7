@NullMarked
package io.narrows.server.model.variants;

import org.jspecify.annotations.NullMarked;
