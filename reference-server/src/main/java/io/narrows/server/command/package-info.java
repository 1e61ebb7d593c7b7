/** The server's part of the {@code narrows} command. */
@NullMarked
package io.narrows.server.command;

import org.jspecify.annotations.NullMarked;
