package io.narrows.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns what a command threw into one line and an exit code. */
final class Failure {

    private Failure() {}

    static int report(Throwable thrown, String command, PrintWriter err, boolean verbose) {
        err.println(oneLine(command + ": " + describe(thrown)));
        if (verbose) {
            thrown.printStackTrace(err);
        }
        return thrown instanceof CommandException known ? known.exitCode() : ExitCode.ENVIRONMENT;
    }

    private static String describe(Throwable thrown) {
        Throwable shown =
                thrown instanceof UncheckedIOException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (shown instanceof FileSystemException refused && refused.getFile() != null) {
            return refused.getFile() + ": " + reason(refused);
        }
        String message = shown.getMessage();
        boolean speaksForItself = shown.getClass().getName().startsWith("io.narrows.") || shown instanceof IOException;
        if (speaksForItself && message != null) {
            return message;
        }
        return "unexpected " + shown.getClass().getSimpleName()
                + (message == null ? "" : ": " + message)
                + " (--verbose prints the stack trace)";
    }

    /** Why a file cannot be read or written, in plain words and without the file's name. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            Path folder = missing.getFile() == null
                    ? null
                    : Path.of(missing.getFile()).toAbsolutePath().getParent();
            return folder == null || Files.isDirectory(folder)
                    ? "it does not exist"
                    : "the folder " + Path.of(missing.getFile()).getParent() + " does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it exists already";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "it is a directory that is not empty";
        }
        String message = e instanceof FileSystemException refused ? refused.getReason() : e.getMessage();
        if (message == null || message.isBlank()) {
            return "the operating system gives no reason";
        }
        if (e instanceof FileNotFoundException && message.endsWith(")")) {
            message = message.substring(message.lastIndexOf('(') + 1, message.length() - 1); // after the file's name
        }
        return switch (message) {
            case "Is a directory" -> "it is a directory";
            case "Not a directory" -> "a part of its path is not a directory";
            default -> oneLine(message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1));
        };
    }

    /** On one line, and without what could steer a terminal: names of files and of stages are others' words. */
    static String oneLine(@Nullable String text) {
        return text == null ? "" : CompareText.clean(text.strip().replaceAll("\\s*\\R\\s*", "; "));
    }
}
