@NullMarked
package io.narrows.server.protocol;

import org.jspecify.annotations.NullMarked;
