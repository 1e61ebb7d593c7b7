package io.narrows.data;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.narrows.data.pipeline.Fault;
import io.narrows.data.source.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what was left out, by cause, and writes it down where there is a file for it. Thread-safe. */
final class FaultLog {
    private final @Nullable Path file;
    private final Map<String, Long> counts = new TreeMap<>();

    FaultLog(@Nullable Path file) {
        this.file = file;
    }

    /** Lines are appended at once, so that a file is whole whenever the loader is ended, and open only for that time. */
    void leftOut(List<Fault> faults) throws IOException {
        if (faults.isEmpty()) {
            return;
        }
        Path to = file;
        if (to != null) {
            StringBuilder lines = new StringBuilder();
            faults.forEach(fault -> lines.append(line(fault)).append('\n'));
            try (OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new IOException("what is left out cannot be written to " + to + ": " + reason(e, to), e);
            }
        }
        synchronized (counts) {
            for (Fault fault : faults) {
                counts.merge(fault.stage() + ": " + fault.kind(), (long) fault.samples(), Long::sum);
            }
        }
    }

    private static String reason(IOException e, Path file) {
        String words = Reason.of(e);
        String prefix = file + ": ";
        return words.startsWith(prefix) ? words.substring(prefix.length()) : words;
    }

    private static ObjectNode line(Fault fault) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("shard", fault.shard());
        line.put("index", fault.index());
        line.put("samples", fault.samples());
        line.put("stage", fault.stage());
        line.put("cause", fault.reason());
        return line;
    }

    Map<String, Long> counts() {
        synchronized (counts) {
            return Map.copyOf(counts);
        }
    }
}
