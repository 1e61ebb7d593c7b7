package io.narrows.cli;

/** Ends a command with an exit code and one line on standard error. */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /**
     * Creates one.
     *
     * @param exitCode one of {@link ExitCode}
     * @param oneLine names the thing, its value and the rule; no line break, no full stop, no "narrows:" in front
     */
    public CommandException(int exitCode, String oneLine) {
        super(oneLine);
        this.exitCode = exitCode;
    }

    /**
     * Creates one that keeps what led to it, for {@code --verbose}.
     *
     * @param exitCode one of {@link ExitCode}
     * @param oneLine as above
     * @param cause what led to it
     */
    public CommandException(int exitCode, String oneLine, Throwable cause) {
        super(oneLine, cause);
        this.exitCode = exitCode;
    }

    /** The command was called wrongly. */
    public static CommandException usage(String oneLine) {
        return new CommandException(ExitCode.USAGE, oneLine);
    }

    /** The environment refused. */
    public static CommandException environment(String oneLine) {
        return new CommandException(ExitCode.ENVIRONMENT, oneLine);
    }

    /** What was checked does not hold. */
    public static CommandException notHolding(String oneLine) {
        return new CommandException(ExitCode.DOES_NOT_HOLD, oneLine);
    }

    /** Returns the exit code, one of {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }
}
