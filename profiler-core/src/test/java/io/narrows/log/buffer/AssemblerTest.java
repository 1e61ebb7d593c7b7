package io.narrows.log.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.narrows.log.LogDocument;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bounds of what is held. */
class AssemblerTest {
    private static final int MAX_OPEN = 100;
    private static final int MAX_HELD_RECORDS = 8;

    @Test
    void recordsThatAreReadTwiceDoNotCountForEver() {
        List<LogDocument> documents = new ArrayList<>();
        Assembler assembler = new Assembler(documents::add, false, MAX_OPEN, MAX_HELD_RECORDS);
        int traces = 2 * MAX_HELD_RECORDS;
        for (long serial = 1; serial <= traces; serial++) {
            begin(assembler, serial);
            begin(assembler, serial); // as after a pass that failed midway
            assembler.accept(20, serial, 0, RecordLayout.meta(1, 0, RecordLayout.END), 0);
            assembler.endPass();
            assembler.endPass();
        }
        assertEquals(traces, documents.size());
        begin(assembler, traces + 1);
        assembler.endPass();
        assertEquals(0, assembler.abandoned());
        assertEquals(1, assembler.open());
    }

    private static void begin(Assembler assembler, long serial) {
        assembler.accept(10, serial, 5, RecordLayout.meta(0, 3, RecordLayout.BEGIN), 0);
    }
}
