@NullMarked
package io.narrows.data.command;

import org.jspecify.annotations.NullMarked;
