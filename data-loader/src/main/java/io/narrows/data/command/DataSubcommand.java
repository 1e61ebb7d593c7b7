package io.narrows.data.command;

/**
 * Adds one command to {@code narrows data}.
 *
 * <p>Named in {@code META-INF/services/io.narrows.data.command.DataSubcommand} and created by {@link
 * java.util.ServiceLoader}; needs a public constructor without parameters that does no work.
 */
public interface DataSubcommand {
    /**
     * The command: an object with picocli's {@code @Command} that implements {@code Callable<Integer>}, as {@link
     * io.narrows.cli.CommandProvider#command} describes it.
     */
    Object command();
}
