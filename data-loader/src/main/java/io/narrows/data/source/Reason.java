package io.narrows.data.source;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why something failed, in words for whoever reads a line of it, without the names of classes where words are there. */
public final class Reason {
    private Reason() {}

    /**
     * The failure's own words. Where those of the JDK are only a file's name, what is wrong with it is said too; where there
     * are none, or they mean nothing without it, as with an index that is out of bounds, the kind of exception is.
     */
    public static String of(Throwable failure) {
        if (failure instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            return of(unchecked.getCause());
        }
        if (failure instanceof FileSystemException refused && refused.getFile() != null) {
            return refused.getFile() + ": " + ofFile(refused);
        }
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure instanceof EOFException
                    ? "its bytes end too early"
                    : failure.getClass().getName();
        }
        boolean speaksForItself =
                failure instanceof IOException || failure.getClass().getName().startsWith("io.narrows.");
        return speaksForItself ? message : failure.getClass().getSimpleName() + ": " + message;
    }

    private static String ofFile(FileSystemException refused) {
        String said = refused.getReason();
        if (said != null && !said.isBlank()) {
            return said;
        }
        if (refused instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (refused instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (refused instanceof FileAlreadyExistsException) {
            return "it exists already";
        }
        return "the operating system gives no reason";
    }

    /**
     * The kind of a failure in a word or two, to count by: such as "damaged" for what is not what it should be. The name of the
     * exception's class where it is of none of these kinds.
     */
    public static String kind(Throwable failure) {
        if (failure instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            return kind(unchecked.getCause());
        }
        if (failure instanceof NoSuchFileException || failure instanceof FileNotFoundException) {
            return "missing file";
        }
        if (failure instanceof FileRefusedException || failure instanceof AccessDeniedException) {
            return "refused file";
        }
        if (failure instanceof FileChangedException) {
            return "changed file";
        }
        if (failure instanceof EOFException) {
            return "cut off";
        }
        return failure.getClass() == IOException.class
                ? "input or output"
                : failure.getClass().getSimpleName();
    }
}
