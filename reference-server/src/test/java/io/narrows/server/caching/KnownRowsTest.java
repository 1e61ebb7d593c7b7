package io.narrows.server.caching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is known or under way is not computed again. */
class KnownRowsTest {
    private final Counts counts = new Counts();
    private final RowCache cache = new RowCache(1 << 20, Duration.ZERO, System::nanoTime, counts);
    private final KnownRows known = new KnownRows(cache, null, true, counts);

    @AfterEach
    void nothingIsLeftInFlight() {
        assertEquals(0, known.inFlight());
    }

    private Request computed(String... words) {
        Request request = Request.of(known, words);
        request.compute();
        return request;
    }

    @Test
    void aSecondRequestIsAHitAndRunsNothing() {
        Request first = computed("aa", "b");
        Request second = Request.of(known, "b", "aa");
        assertEquals("[2, 1]", first.ended());
        assertEquals("[1, 2]", second.ended());
        assertEquals(List.of(), second.runs);
        assertEquals(2, second.lookup.hits());
        assertEquals(List.of(2, 0, 2), counts.all());
    }

    @Test
    void ofTenTextsWithEightKnownTwoRun() {
        computed("a", "bb", "ccc", "dddd", "e", "ff", "ggg", "hhhh");
        Request ten = Request.of(known, "a", "bb", "xxxxx", "ccc", "dddd", "e", "ff", "yyyyyy", "ggg", "hhhh");
        assertEquals(List.of(List.of("xxxxx", "yyyyyy")), ten.runs);
        ten.compute();
        assertEquals("[1, 2, 5, 3, 4, 1, 2, 6, 3, 4]", ten.ended());
        assertEquals(List.of(8, 0, 10), counts.all());
    }

    @Test
    void equalTextsOfOneRequestRunOnceAlsoWithoutCoalescing() {
        KnownRows alone = new KnownRows(cache, null, false, counts);
        Request request = Request.of(alone, "aa", "b", "aa", "aa");
        assertEquals(List.of(List.of("aa", "b")), request.runs);
        request.compute();
        assertEquals("[2, 1, 2, 2]", request.ended());
        assertEquals(List.of(0, 2, 2), counts.all());
        assertEquals("[2, 2]", Request.of(alone, "aa", "aa").ended());
        assertEquals(List.of(2, 2, 2), counts.all());
    }

    @Test
    void withoutCoalescingEqualRequestsAllRun() {
        KnownRows alone = new KnownRows(cache, null, false, counts);
        Request one = Request.of(alone, "aa");
        Request two = Request.of(alone, "aa");
        assertEquals(one.runs, two.runs);
        one.compute();
        two.compute();
        assertEquals("[2]", two.ended());
        assertEquals(List.of(0, 0, 2), counts.all());
    }

    @Test
    void withoutACacheOnlyWhatIsUnderWayIsShared() {
        KnownRows uncached = new KnownRows(null, null, true, counts);
        Request leader = Request.of(uncached, "aa");
        Request follower = Request.of(uncached, "aa");
        leader.compute();
        assertEquals("[2]", follower.ended());
        Request later = Request.of(uncached, "aa");
        assertEquals(List.of(List.of("aa")), later.runs);
        later.compute();
        assertEquals(0, uncached.inFlight());
    }

    @Test
    void aFollowerWaitsForItsLeaderAndGetsARowOfItsOwn() {
        Request leader = Request.of(known, "aa");
        Request follower = Request.of(known, "aa");
        assertEquals(List.of(), follower.runs);
        assertEquals(1, follower.waits);
        assertEquals("", follower.ended());
        leader.compute();
        assertEquals("[2]", leader.ended());
        assertEquals("[2]", follower.ended());
        assertEquals(List.of(0, 1, 1), counts.all());
        assertNotNull(leader.rows);
        assertNotNull(follower.rows);
        leader.rows[0][0] = 99;
        assertArrayEquals(new float[] {2, 'a'}, follower.rows[0]);
        follower.rows[0][0] = 98;
        assertEquals("[2]", Request.of(known, "aa").ended());
    }

    @Test
    void whoWaitsForNothingElseIsToldBeforeTheRowComes() {
        Request leader = Request.of(known, "aa");
        Request other = Request.of(known, "b");
        Request follower = Request.of(known, "aa");
        Request ofBoth = Request.of(known, "aa", "b");
        Request starting = Request.asked(known, "aa");
        leader.lookup.ended();
        assertEquals(1, follower.readies);
        assertEquals(0, ofBoth.readies);
        assertEquals(0, starting.readies);
        leader.compute();
        other.lookup.ended();
        assertEquals(1, ofBoth.readies);
        other.compute();
        assertEquals("[2, 1]", ofBoth.ended());
        starting.started();
    }

    @Test
    void aRequestLeadsOneTextAndWaitsForAnother() {
        Request leader = Request.of(known, "aa");
        Request both = Request.of(known, "bbb", "aa", "aa");
        assertEquals(List.of(List.of("bbb")), both.runs);
        assertTrue(both.lookup.awaits());
        both.compute();
        assertEquals(1, both.waits);
        assertEquals("", both.ended());
        leader.compute();
        assertEquals("[3, 2, 2]", both.ended());
        assertEquals(List.of(0, 2, 2), counts.all());
    }

    @Test
    void whatOthersBringDuringARunIsThereAtItsEnd() {
        Request leader = Request.of(known, "aa");
        Request both = Request.of(known, "bbb", "aa");
        leader.compute();
        assertFalse(both.lookup.awaits());
        assertEquals("", both.ended(), "its run is not over");
        both.compute();
        assertEquals("[3, 2]", both.ended());
        assertEquals(0, both.waits);
    }

    @Test
    void whatOthersBringBeforeTheStartIsEnough() {
        Request leader = Request.of(known, "aa");
        Request follower = Request.asked(known, "aa");
        leader.compute();
        assertEquals("", follower.ended(), "its own thread still has it");
        assertEquals("[2]", follower.started().ended());
        assertEquals(0, follower.waits);
    }
}
