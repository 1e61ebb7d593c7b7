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
    }

    @Test
    void aBurstIsRecordedWholeAndOneOfWhatComesTooFast() {
        assertEquals(TracePace.BURST, recorded(TracePace.BURST, 0, 7));
        assertEquals(1_000, recorded(10_000, MS / 10, 7 + MS / 10), "a thousand in a second");
    }

    @Test
    void whoWasQuietForAWhileHasABurstAgainAndNoMore() {
        recorded(10 * TracePace.BURST, 0, 0);
        assertEquals(TracePace.BURST, recorded(10 * TracePace.BURST, 0, 3_600_000 * MS));
    }

    @Test
    void aClockThatIsBehindCountsAsTheOneBefore() {
        assertEquals(TracePace.BURST, recorded(10 * TracePace.BURST, 0, 1_000 * MS));
        assertEquals(0, recorded(1, 0, 10 * MS));
        assertEquals(1, recorded(10, 0, 1_001 * MS));
    }
}
