@NullMarked
package io.narrows.server.model.cache;

import org.jspecify.annotations.NullMarked;
