@NullMarked
package io.narrows.server.caching;

import org.jspecify.annotations.NullMarked;
