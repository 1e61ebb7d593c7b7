package io.narrows.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.LaneTable.LaneEntry;
import io.narrows.log.LaneTable.Mode;
import io.narrows.log.ResourceSample;
import io.narrows.log.ResourceSample.LaneValue;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LaneValuesTest {

    /** A place with one total and one level. */
    private static final class FakeSource implements LaneSource {
        long total;
        long level;

        @Nullable
        IOException fails;

        int closed;

        @Override
        public List<Lane> lanes() {
            return List.of(Lane.delta("total", "ns"), Lane.gauge("level", "bytes"));
        }

        @Override
        public void read(long[] values, int first) throws IOException {
            if (fails != null) {
                throw fails;
            }
            values[first] = total;
            values[first + 1] = level;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @Test
    void totalsBecomeChangesAndZerosAreLeftOut() {
        FakeSource source = new FakeSource();
        source.total = 100;
        LaneValues values = new LaneValues(List.of(source));
        source.total = 130;
        source.level = 7;
        assertEquals(
                new ResourceSample(50, 10, List.of(new LaneValue(0, 30), new LaneValue(1, 7))), values.sample(50, 10));
        assertEquals(new ResourceSample(60, 10, List.of(new LaneValue(1, 7))), values.sample(60, 10));
        source.total = 120; // a counter may step back
        assertEquals(new ResourceSample(70, 10, List.of(new LaneValue(1, 7))), values.sample(70, 10));
        source.total = 125;
        assertEquals(5, values.sample(80, 10).values().get(0).value());
        assertFalse(values.changed());
    }

    @Test
    void whatCannotBeReadFromTheBeginningIsUnavailableAndTheRestGoesOn() {
        FakeSource broken = new FakeSource();
        broken.fails = new IOException("it is missing");
        FakeSource good = new FakeSource();
        LaneValues values = new LaneValues(List.of(broken, good));
        assertEquals(
                List.of(
                        new LaneEntry("total", "ns", Mode.DELTA, "not available here: it is missing"),
                        new LaneEntry("level", "bytes", Mode.GAUGE, "not available here: it is missing"),
                        new LaneEntry("total", "ns", Mode.DELTA, ""),
                        new LaneEntry("level", "bytes", Mode.GAUGE, "")),
                values.table().lanes());
        good.total = 3;
        assertEquals(List.of(new LaneValue(2, 3)), values.sample(10, 10).values());
    }

    @Test
    void whatFailsLaterIsUnavailableFromThenOnAndClosed() {
        FakeSource source = new FakeSource();
        LaneValues values = new LaneValues(List.of(source));
        source.fails = new IOException("it went away");
        assertTrue(values.sample(10, 10).values().isEmpty());
        assertTrue(values.changed());
        assertEquals(1, source.closed);
        assertEquals(
                "not available here: it went away",
                values.table().lanes().get(0).unavailable());
        source.fails = null;
        source.level = 5;
        assertTrue(values.sample(20, 10).values().isEmpty());
        assertFalse(values.changed());
    }

    @Test
    void aValueThatThePlaceDoesNotTellIsUnavailable() {
        FakeSource source = new FakeSource();
        source.level = LaneSource.ABSENT;
        LaneValues values = new LaneValues(List.of(source));
        assertEquals("", values.table().lanes().get(0).unavailable());
        assertEquals(
                "not available here: this system does not tell it",
                values.table().lanes().get(1).unavailable());
    }
}
