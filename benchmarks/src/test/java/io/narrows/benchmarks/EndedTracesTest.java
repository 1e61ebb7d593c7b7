package io.narrows.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndedTracesTest {

    @Test
    void anotherMappingOfTheFileSeesWhatWasNoted(@TempDir Path dir) throws IOException {
        EndedTraces reader = EndedTraces.open(dir.resolve("ended"));
        assertFalse(reader.any());
        EndedTraces writer = EndedTraces.open(dir.resolve("ended"));
        long beforeNs = System.nanoTime();
        writer.add(5);
        writer.add(-9);

        assertTrue(reader.any());
        List<EndedTraces.Ended> all = reader.all();
        assertEquals(List.of(5L, -9L), all.stream().map(EndedTraces.Ended::id).toList());
        assertTrue(all.get(1).ns() >= beforeNs, "noted after it ended");
    }
}
