package io.narrows.cli;

/** What the exit code of every {@code narrows} command means. */
public final class ExitCode {
    /** The command did what was asked, and what it checked holds. */
    public static final int HOLDS = 0;
    /** What was checked does not hold: a regression, a golden mismatch, a corrupt log. */
    public static final int DOES_NOT_HOLD = 1;
    /** The command was called wrongly. */
    public static final int USAGE = 2;
    /** The data does not suffice to decide. */
    public static final int CANNOT_DECIDE = 3;
    /** The environment refused: port taken, file missing, engine not available; also anything unexpected. */
    public static final int ENVIRONMENT = 4;

    private ExitCode() {}
}
