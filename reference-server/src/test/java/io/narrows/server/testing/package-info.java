/** Helpers of the server's tests. */
@NullMarked
package io.narrows.server.testing;

import org.jspecify.annotations.NullMarked;
