package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockAnchorTest {
    @Test
    void theClosestPairOfReadingsCounts() {
        // The thread loses its core in all but the third pair.
        long[] now = {1000};
        int[] pair = {0};
        ClockAnchor anchor = ClockAnchor.take(() -> now[0], () -> {
            now[0] += ++pair[0] == 3 ? 20 : 5_000_000;
            return Instant.ofEpochSecond(7, pair[0]);
        });
        assertEquals(new ClockAnchor(7_000_000_003L, 1000 + 2 * 5_000_000 + 10), anchor);
    }
}
