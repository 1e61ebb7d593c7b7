@NullMarked
package io.narrows.server.command;

import org.jspecify.annotations.NullMarked;
