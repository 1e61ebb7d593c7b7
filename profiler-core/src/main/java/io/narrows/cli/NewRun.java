package io.narrows.cli;

import io.narrows.log.LogException;
import io.narrows.log.RunDirectory;
import java.nio.file.Path;

/** The directory of a run that a command records. */
public final class NewRun {
    private NewRun() {}

    /**
     * Makes sure, before work that takes long, that the directory will do; makes nothing.
     *
     * @throws CommandException when it holds a run already, or cannot be made or written
     */
    public static void check(Path directory) {
        try {
            RunDirectory.check(directory);
        } catch (LogException e) {
            throw new CommandException(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The directory itself, or the first of DIR-2, DIR-3 and so on that holds no run: for a command that is called again to go on
     * with what it has not finished.
     */
    public static Path orNext(Path directory) {
        Path next = directory;
        for (int number = 2; RunDirectory.holdsRun(next); number++) {
            next = directory.resolveSibling(directory.getFileName() + "-" + number);
        }
        return next;
    }

    /** Makes the {@code latest} entry beside a run lead to it. Where that cannot be, one line says so and nothing fails. */
    public static void linkAsLatest(Path directory) {
        try {
            RunDirectory.open(directory).linkAsLatest();
        } catch (LogException e) {
            System.err.println(e.getMessage());
        }
    }
}
