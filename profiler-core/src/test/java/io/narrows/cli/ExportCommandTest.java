package io.narrows.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.analysis.RunSimulation;
import io.narrows.log.LogDocument;
import io.narrows.log.LogWriter;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunHeader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int narrows(String... args) {
        return Main.run(List.of(new ExportCommand()), new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private Path record() {
        List<LogDocument> documents = new RunSimulation(1).requests(200).documents();
        Path directory = folder.resolve("run");
        RunDirectory run = RunDirectory.create(directory);
        try (LogWriter writer = LogWriter.open(run, (RunHeader) documents.get(0))) {
            documents.stream().skip(1).forEach(writer::write);
        }
        return directory;
    }

    @Test
    void writesEveryFormatIntoTheRun() throws Exception {
        Path run = record();
        for (String format : List.of("perfetto", "chrome", "otlp", "collapsed")) {
            assertEquals(0, narrows("export", run.toString(), "--format", format), err.toString());
        }

        assertEquals("", err.toString());
        assertTrue(
                out.toString().contains("traces.perfetto-trace: 200 requests; open it in https://ui.perfetto.dev"),
                out.toString());
        assertTrue(out.toString().contains("stages.collapsed: 200 requests\n"), out.toString());
        for (String file :
                List.of("traces.perfetto-trace", "traces.chrome.json", "traces.otlp.jsonl", "stages.collapsed")) {
            assertTrue(Files.size(run.resolve(file)) > 100, file);
            assertFalse(Files.exists(run.resolve(file + ".part")));
        }
    }

    @Test
    void writesToAFileAndOnlyTheSlowest() throws Exception {
        Path file = folder.resolve("slow.json");

        assertEquals(0, narrows("export", record() + "", "--format", "otlp", "--out", file + "", "--slowest", "3"));

        assertEquals(3, new String(Files.readAllBytes(file), UTF_8).split("\"kind\":2", -1).length - 1);
    }

    @Test
    void refusesInOneLine() {
        Path run = record();
        String missing = folder.resolve("none") + "";

        assertEquals(2, narrows("export", run + "", "--format", "pprof"));
        assertEquals(2, narrows("export", run + ""));
        assertEquals(2, narrows("export", run + "", "--format", "otlp", "--limit", "1", "--slowest", "1"));
        assertEquals(2, narrows("export", run + "", "--format", "otlp", "--limit", "0"));
        assertEquals(4, narrows("export", missing, "--format", "otlp"));
        assertEquals(4, narrows("export", run + "", "--format", "otlp", "--out", folder.resolve("no/such") + ""));

        List<String> lines = err.toString().lines().toList();
        assertEquals(6, lines.size(), err.toString());
        assertTrue(
                lines.get(0).contains("'pprof'") && lines.get(0).contains("perfetto, chrome, otlp, collapsed"),
                lines.get(0));
        assertTrue(lines.get(3).contains("--limit is 0, but must be from 1 to 1000000"), lines.get(3));
        assertEquals("", out.toString());
    }
}
