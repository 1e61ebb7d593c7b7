package io.narrows.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcFileTest {
    @TempDir
    private Path folder;

    private ProcFile file(String content) throws IOException {
        new FakeRoot(folder).file("file", content);
        ProcFile file = new ProcFile(folder.resolve("file"), 64);
        file.refresh();
        return file;
    }

    @Test
    void findsLinesByTheirStartAndReadsNumbers() throws IOException {
        try (ProcFile file = file("abc 1\nab 2 -3\nab 4\n")) {
            assertTrue(file.find(ProcFile.key("ab ")));
            assertEquals(2, file.number());
            assertEquals(-3, file.number());
            assertThrows(IOException.class, file::number); // the line ends
            assertFalse(file.find(ProcFile.key("b")));
        }
    }

    @Test
    void readsTheSameFileAgain() throws IOException {
        try (ProcFile file = file("10\n")) {
            assertEquals(10, file.number());
            new FakeRoot(folder).file("file", "20\n");
            file.refresh();
            assertEquals(20, file.number());
        }
    }

    @Test
    void textBeyondTheCapacityIsCut() throws IOException {
        try (ProcFile file = file("x".repeat(70) + "\nkey 1\n")) {
            assertFalse(file.find(ProcFile.key("key ")));
        }
    }

    @Test
    void refusesWhatIsNoNumber() throws IOException {
        try (ProcFile file = file("a 99999999999999999999\na x\n")) {
            assertTrue(file.find(ProcFile.key("a ")));
            IOException refused = assertThrows(IOException.class, file::number);
            assertEquals(folder.resolve("file") + " has no number where one belongs", refused.getMessage());
        }
    }

    @Test
    void saysWhatIsMissingOrEmpty() throws IOException {
        new FakeRoot(folder).file("empty", "");
        assertEquals(folder.resolve("none") + " is missing", refused("none"));
        assertEquals(folder.resolve("empty") + " is empty", refused("empty"));
    }

    private String refused(String name) {
        try (ProcFile file = new ProcFile(folder.resolve(name), 64)) {
            return String.valueOf(assertThrows(IOException.class, file::refresh).getMessage());
        }
    }
}
