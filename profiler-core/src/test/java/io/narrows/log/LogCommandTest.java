package io.narrows.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.cli.ExitCode;
import io.narrows.cli.LogCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LogCommandTest {

    @TempDir
    private Path folder;

    private RunDirectory run;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void record() {
        run = RunDirectory.create(folder.resolve("run"));
        try (LogWriter writer = LogWriter.open(run, Documents.HEADER)) {
            writer.write(Documents.trace(1));
            writer.write(Documents.trace(2));
            writer.write(Documents.FOOTER);
        }
    }

    private int narrows(String... arguments) {
        return new CommandLine(new LogCommand().command())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    err.write(String.valueOf(e.getMessage()));
                    return e instanceof io.narrows.cli.CommandException known ? known.exitCode() : 99;
                })
                .execute(arguments);
    }

    @Test
    void statCountsTheDocuments() {
        assertEquals(ExitCode.HOLDS, narrows("stat", run.toString()), err.toString());
        assertTrue(out.toString().contains("         2 TraceDocument"), out.toString());
        assertTrue(out.toString().contains("service    probe, process 4711, format 2, from 2023-11-14T22:13:20Z"));
        assertTrue(out.toString().contains("state      closed"), out.toString());
    }

    @Test
    void verifyHoldsForAWholeLog() {
        assertEquals(ExitCode.HOLDS, narrows("verify", run.toString()));
        assertEquals("whole: 4 documents, closed", out.toString().strip());
    }

    @Test
    void verifyFindsDamage() throws IOException {
        Path file = QueueFiles.list(run.log()).get(0);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long at = bytes.length() - 1;
            for (int last = 0; last == 0; at--) {
                bytes.seek(at);
                last = bytes.read();
            }
            bytes.seek(at - 2);
            bytes.write(new byte[] {1, 2, 3});
        }
        assertEquals(ExitCode.DOES_NOT_HOLD, narrows("verify", run.toString()));
        assertTrue(err.toString().contains("is damaged"), err.toString());
    }
}
