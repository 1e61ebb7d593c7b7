package io.narrows.log;

import static io.narrows.log.Documents.HEADER;
import static io.narrows.log.Documents.trace;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log whose files are taken away while it is written: Linux would go on writing into the void. */
class VanishedLogTest {

    @TempDir
    private Path folder;

    private final AtomicLong nowNs = new AtomicLong();

    @BeforeEach
    void onlyWhereOpenFilesCanBeMoved() {
        assumeFalse(
                System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows"),
                "skipped: Windows does not let an open file be moved");
    }

    private LogWriter writer(RunDirectory run) {
        return LogWriter.open(run, HEADER, LogLimits.DEFAULTS, System::currentTimeMillis, nowNs::get);
    }

    @Test
    void aLogThatIsGoneIsNoticedAndOneThatComesBackIsGoneOnWith() throws IOException {
        RunDirectory run = RunDirectory.create(folder.resolve("run"));
        try (LogWriter writer = writer(run)) {
            writer.write(trace(1));
            Path file = QueueFiles.list(run.log()).get(0);
            Files.move(run.log(), folder.resolve("elsewhere"));
            nowNs.addAndGet(600_000_000);
            LogException gone = assertThrows(LogException.class, () -> writer.write(trace(2)));
            assertEquals("event log " + file + " was deleted while it was written", gone.getMessage());
            assertEquals(gone, assertThrows(LogException.class, () -> writer.write(trace(3))));

            Files.move(folder.resolve("elsewhere"), run.log());
            nowNs.addAndGet(600_000_000);
            writer.write(trace(4));
        }
        try (LogReader reader = LogReader.open(run)) {
            assertEquals(HEADER, reader.next());
            assertEquals(trace(1), reader.next());
            assertEquals(trace(4), reader.next());
        }
    }

    @Test
    void anotherFileOfTheSameNameIsNotTheLog() throws IOException {
        RunDirectory run = RunDirectory.create(folder.resolve("run"));
        try (LogWriter writer = writer(run)) {
            Path file = QueueFiles.list(run.log()).get(0);
            Files.move(file, folder.resolve("moved"));
            Files.write(file, new byte[0]);
            nowNs.addAndGet(600_000_000);
            assertThrows(LogException.class, () -> writer.write(trace(1)));
        }
    }

    @Test
    void closingALogThatIsGoneLeavesNothingBehind() throws IOException {
        RunDirectory run = RunDirectory.create(folder.resolve("run"));
        LogWriter writer = writer(run);
        Files.move(run.path(), folder.resolve("elsewhere"));
        writer.close();
        assertFalse(Files.exists(run.path()));
    }
}
