/** The golden check that models pass before they are served. */
@NullMarked
package io.narrows.server.golden;

import org.jspecify.annotations.NullMarked;
