/**
 * The command {@code narrows data}.
 *
 * <p>{@link io.narrows.data.command.DataCommand} gathers every {@link io.narrows.data.command.DataSubcommand} that is on the
 * class path, those of other modules too; {@link io.narrows.data.command.DataArguments} makes a data set of what a user
 * names. Only this package knows the core's command line.
 */
@NullMarked
package io.narrows.data.command;

import org.jspecify.annotations.NullMarked;
