@NullMarked
package io.narrows.server.model.search;

import org.jspecify.annotations.NullMarked;
