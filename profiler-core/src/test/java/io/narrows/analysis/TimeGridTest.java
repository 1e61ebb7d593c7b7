package io.narrows.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimeGridTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void keepsSumsAndMaximaWhateverTheLength() {
        for (int seconds : new int[] {1, 60, 7_200, 1_000_000}) {
            TimeGrid grid = new TimeGrid();
            TimeGrid.Column column = grid.column();
            long origin = 77 * SECOND;
            for (int i = 0; i < seconds; i++) {
                column.add(grid.slice(origin + i * SECOND), i);
            }
            TimeGrid.Part whole = grid.part(grid.fromNs(), grid.toNs());

            assertEquals(seconds * (seconds - 1.0) / 2, whole.sum(column), 1e-3);
            assertEquals(seconds - 1.0, whole.max(column));
            List<TimeGrid.Part> parts = grid.parts(origin, origin + seconds * SECOND, 100);
            assertTrue(parts.size() <= 100);
            assertEquals(0, parts.get(0).fromS(origin), 1e-9);
            assertEquals(seconds, parts.get(parts.size() - 1).toS(origin), 1e-6);
        }
    }

    @Test
    void cutsASumToTheTimeAskedFor() {
        TimeGrid grid = new TimeGrid();
        TimeGrid.Column column = grid.column();
        for (int i = 0; i < 100; i++) {
            column.add(grid.slice(i * SECOND / 10), 1);
        }

        assertEquals(25.5, grid.part(SECOND, SECOND + 2_550_000_000L).sum(column), 1e-9);
        assertEquals(0, grid.part(-5 * SECOND, 0).sum(column));
        assertEquals(0, grid.part(500 * SECOND, 600 * SECOND).sum(column));
    }

    @Test
    void takesAnyMoment() {
        TimeGrid grid = new TimeGrid();
        assertTrue(grid.empty());
        assertTrue(grid.parts(0, 10, 5).isEmpty());
        assertEquals(0, grid.slice(SECOND));
        assertEquals(0, grid.slice(Long.MIN_VALUE));
        assertTrue(grid.slice(Long.MAX_VALUE) < 512);
    }
}
