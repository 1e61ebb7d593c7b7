package io.narrows.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Turns what a command threw into one line and an exit code. */
final class Failure {

    private Failure() {}

    static int report(Throwable thrown, String command, PrintWriter err, boolean verbose) {
        err.println(command + ": " + describe(thrown));
        if (verbose) {
            thrown.printStackTrace(err);
        }
        return thrown instanceof CommandException known ? known.exitCode() : ExitCode.ENVIRONMENT;
    }

    private static String describe(Throwable thrown) {
        Throwable shown =
                thrown instanceof UncheckedIOException && thrown.getCause() != null ? thrown.getCause() : thrown;
        String message = shown.getMessage();
        if (shown instanceof NoSuchFileException) {
            return "no such file: " + oneLine(message);
        }
        if (shown instanceof AccessDeniedException) {
            return "access denied: " + oneLine(message);
        }
        if (shown instanceof FileAlreadyExistsException) {
            return "exists already: " + oneLine(message);
        }
        boolean speaksForItself = shown.getClass().getName().startsWith("io.narrows.") || shown instanceof IOException;
        if (speaksForItself && message != null) {
            return oneLine(message);
        }
        return "unexpected " + shown.getClass().getSimpleName()
                + (message == null ? "" : ": " + oneLine(message))
                + " (--verbose prints the stack trace)";
    }

    static String oneLine(@Nullable String text) {
        return text == null ? "" : text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
