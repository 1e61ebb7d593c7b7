package io.narrows.golden;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files of golden sets, with errors that name them. */
final class GoldenFiles {
    private GoldenFiles() {}

    interface Reading<T> {
        T read(InputStream in) throws IOException;
    }

    static <T> T read(Path file, Reading<T> reading) {
        try (InputStream in = Files.newInputStream(file)) {
            return reading.read(in);
        } catch (GoldenException e) {
            throw new GoldenException(file + ": " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new GoldenException(file + " does not exist; a file to read is needed", e);
        } catch (IOException e) {
            throw new GoldenException(file + " cannot be read: " + reason(e), e);
        }
    }

    static void write(Path file, byte[] content) {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        try {
            if (folder == null) {
                throw new IOException("is a root folder");
            }
            Files.createDirectories(folder);
            Path beside = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
            try {
                Files.write(beside, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                move(beside, target);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw new GoldenException(file + " cannot be written: " + reason(e), e);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** One line, also for exceptions whose message is only a path. */
    static String reason(IOException e) {
        return (e.getClass().getSimpleName() + ": " + e.getMessage())
                .lines()
                .findFirst()
                .orElse("I/O error");
    }
}
