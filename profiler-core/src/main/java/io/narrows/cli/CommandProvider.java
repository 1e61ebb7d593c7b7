package io.narrows.cli;

/**
 * Adds one command to {@code narrows}.
 *
 * <p>Named in {@code META-INF/services/io.narrows.cli.CommandProvider} and created by {@link java.util.ServiceLoader};
 * needs a public constructor without parameters that does no work.
 */
public interface CommandProvider {

    /**
     * Returns the command: an object with picocli's {@code @Command} that implements {@code Callable<Integer>} and returns
     * an {@link ExitCode}. {@code --help} and {@code --verbose} are added to it. It writes results to standard output,
     * progress and errors to standard error, and reports failure by {@link CommandException}.
     */
    Object command();
}
