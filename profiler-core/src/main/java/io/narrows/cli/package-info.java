/**
 * The {@code narrows} command: {@link io.narrows.cli.Main} finds its commands through {@link io.narrows.cli.CommandProvider}.
 *
 * <p>Whatever a command throws becomes one line on standard error and an {@link io.narrows.cli.ExitCode}.
 */
@NullMarked
package io.narrows.cli;

import org.jspecify.annotations.NullMarked;
