package io.narrows.data.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TracePaceTest {
    private static final long MS = 1_000_000;

    private final TracePace pace = new TracePace();

    private int recorded(int batches, long everyNs, long fromNs) {
        int recorded = 0;
        for (int i = 0; i < batches; i++) {
            recorded += pace.record(fromNs + i * everyNs) ? 1 : 0;
        }
        return recorded;
    }

    @Test
    void atAModelsPaceAllAreRecorded() {
        assertEquals(10_000, recorded(10_000, MS, -3));
        assertEquals(0, pace.takeUnrecorded());
    }

    @Test
    void aBurstIsRecordedWholeAndOneOfWhatComesTooFast() {
        assertEquals(TracePace.BURST, recorded(TracePace.BURST, 0, 7));
        assertEquals(1_000, recorded(10_000, MS / 10, 7 + MS / 10), "a thousand in a second");
        assertEquals(9_000, pace.takeUnrecorded());
        assertEquals(0, pace.takeUnrecorded(), "they are told once");
    }

    @Test
    void whoWasQuietForAWhileHasABurstAgainAndNoMore() {
        recorded(10 * TracePace.BURST, 0, 0);
        assertEquals(TracePace.BURST, recorded(10 * TracePace.BURST, 0, 3_600_000 * MS));
    }
}
