package io.narrows.server.model.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.narrows.profiler.OperatorTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChromeTraceTest {
    private static final LayerNames NO_LAYERS =
            operators -> operators.stream().map(operator -> "").toList();

    @TempDir
    private Path folder;

    @Test
    void takesOffWhatAnOperatorCalled() throws IOException {
        List<OperatorTime> times = ChromeTrace.read(
                file("""
                        [{"name": "aten::linear", "ph": "X", "ts": 10.0, "dur": 100.5, "tid": 1, "cpu mem": "3.50 Kb", "args": {}},
                         {"name": "aten::addmm", "ph": "X", "ts": 20, "dur": 80, "tid": 1, "cpu mem": "3.00 Kb"},
                         {"name": "aten::addmm", "ph": "X", "ts": 30, "dur": 5, "tid": 2},
                         {"name": "aten::linear", "ph": "X", "ts": 120, "dur": 10, "tid": 1},
                         {"name": "aten::to", "ph": "X", "ts": 200.1, "dur": 7, "tid": 1},
                         {"name": "forward", "ph": "X", "ts": 5, "dur": 500, "tid": 1, "cpu mem": "9 b"},
                         {"name": "mark", "ph": "i", "ts": 120, "tid": 1}]
                        """), 200, operators -> List.of("first", "second", "other").subList(0, operators.size()));

        assertEquals(
                List.of(
                        new OperatorTime("first", "aten::linear", 1, 20_500, 512, 0),
                        new OperatorTime("first", "aten::addmm", 1, 80_000, 3_072, 0),
                        new OperatorTime("second", "aten::linear", 1, 10_000, 0, 0),
                        new OperatorTime("other", "aten::addmm", 1, 5_000, 0, 0)),
                times);
    }

    @Test
    void readsTheFormWithANameToo() throws IOException {
        assertEquals(List.of(new OperatorTime("", "a", 2, 3_000, 0, 0)), ChromeTrace.read(file("""
                                {"traceEvents": [{"name": "a", "ph": "X", "ts": 1, "dur": 1, "tid": 1},
                                                 {"name": "a", "ph": "X", "ts": 2, "dur": 2, "tid": 1}]}
                                """), 1_000, NO_LAYERS));
    }

    @Test
    void refusesWhatIsNoTrace() throws IOException {
        Path cut = file("[{\"name\": \"a\", \"ph\"");
        Path other = file("{\"a\": 1}");
        Path empty = file("");
        assertThrows(IOException.class, () -> ChromeTrace.read(cut, 1_000, NO_LAYERS));
        assertThrows(IOException.class, () -> ChromeTrace.read(other, 1_000, NO_LAYERS));
        assertThrows(IOException.class, () -> ChromeTrace.read(empty, 1_000, NO_LAYERS));
        assertThrows(IOException.class, () -> ChromeTrace.read(folder.resolve("none"), 1_000, NO_LAYERS));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "trace", ".json"), text);
    }
}
