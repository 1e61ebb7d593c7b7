package io.narrows.data.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

/** Who gets which samples of a chunk. */
class RunTest {
    private static Run run(int samples) {
        Run run = new Run(100, samples, 3, 40, "a shard", null, samples * 10L);
        run.times.holds(3, 40, samples);
        run.open(0);
        return run;
    }

    @Test
    void anOwnerThatHasBegunWithNothingKeepsTheFirst() {
        Run run = run(8);
        int taken = 0;
        for (Run part = run.takeRest(); part != null; part = run.takeRest()) {
            taken += part.end() - part.first();
        }
        assertEquals(7, taken);
        assertEquals(0, run.claim());
        assertEquals(-1, run.claim());
    }

    @Test
    void whatComesBehindTheSampleUnderWayMayAllBeTaken() {
        Run run = run(2);
        assertEquals(0, run.claim());
        Run part = run.takeRest();
        assertNotNull(part);
        assertEquals(101, part.position);
        assertEquals(41, part.from);
        assertEquals(1, part.end());
        assertNull(run.takeRest());
        assertEquals(-1, run.claim());
    }

    @Test
    void bytesGoWithTheSamplesThatAreTaken() {
        Run run = run(8);
        run.allocated(800); // by an earlier group
        run.startAt(1);
        run.items = new Object[8];
        run.keys = new String[8];
        run.open(1);
        Run part = run.takeRest();
        assertNotNull(part);
        assertEquals(400, part.allocated(0));
        assertEquals(400, run.allocated(0));
        assertEquals(40, part.rawBytesLeft());
        assertEquals(40, run.rawBytesLeft());
        run.chargedBytes = 600;
        assertEquals(150, new Piece(run, 0, 4, run.times).bytesPerSample());
    }
}
