package io.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTest {

    @TempDir
    private Path folder;

    private static String writing(Path file) {
        return Failure.reason(assertThrows(IOException.class, () -> Files.write(file, new byte[1])));
    }

    @Test
    void saysInPlainWordsWhyAFileCannotBeWritten() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path missing = folder.resolve("none");

        assertEquals("the folder " + missing + " does not exist", writing(missing.resolve("report.txt")));
        assertEquals("it is a directory", writing(folder));
        assertEquals("a part of its path is not a directory", writing(file.resolve("report.txt")));
        assertEquals("permission denied", Failure.reason(new AccessDeniedException("report.txt")));
        assertEquals("no space left on device", Failure.reason(new IOException("No space left on device")));
        assertEquals(
                "read-only file system",
                Failure.reason(new FileSystemException("report.txt", null, "Read-only file system")));
        assertEquals("it is a directory", Failure.reason(new FileNotFoundException("/tmp (Is a directory)")));
        assertEquals("the operating system gives no reason", Failure.reason(new IOException()));
    }

    @Test
    void saysWhyAFileCannotBeRead() {
        assertEquals(
                "it does not exist",
                Failure.reason(assertThrows(IOException.class, () -> Files.readString(folder.resolve("none")))));
    }
}
