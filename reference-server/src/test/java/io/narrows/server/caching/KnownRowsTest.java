package io.narrows.server.caching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KnownRowsTest {
    private final AtomicInteger hits = new AtomicInteger();
    private final AtomicInteger coalesced = new AtomicInteger();
    private final AtomicInteger misses = new AtomicInteger();
    private final RowObserver observer = new RowObserver() {
        @Override
        public void hits(int texts) {
            hits.addAndGet(texts);
        }

        @Override
        public void coalesced(int texts) {
            coalesced.addAndGet(texts);
        }

        @Override
        public void misses(int texts) {
            misses.addAndGet(texts);
        }
    };
    private final RowCache cache = new RowCache(1 << 20, Duration.ZERO, System::nanoTime, observer);
    private final KnownRows known = new KnownRows(cache, null, true, observer);

    @AfterEach
    void nothingIsLeftInFlight() {
        assertEquals(0, known.inFlight());
    }

    private void counted(int hit, int shared, int missed) {
        assertEquals(List.of(hit, shared, missed), List.of(hits.get(), coalesced.get(), misses.get()));
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
        counted(2, 0, 2);
    }

    @Test
    void ofTenTextsWithEightKnownTwoRun() {
        computed("a", "bb", "ccc", "dddd", "e", "ff", "ggg", "hhhh");
        Request ten = Request.of(known, "a", "bb", "xxxxx", "ccc", "dddd", "e", "ff", "yyyyyy", "ggg", "hhhh");
        assertEquals(List.of(List.of("xxxxx", "yyyyyy")), ten.runs);
        ten.compute();
        assertEquals("[1, 2, 5, 3, 4, 1, 2, 6, 3, 4]", ten.ended());
        counted(8, 0, 10);
    }

    @Test
    void equalTextsOfOneRequestRunOnceAlsoWithoutCoalescing() {
        KnownRows alone = new KnownRows(cache, null, false, observer);
        Request request = Request.of(alone, "aa", "b", "aa", "aa");
        assertEquals(List.of(List.of("aa", "b")), request.runs);
        request.compute();
        assertEquals("[2, 1, 2, 2]", request.ended());
        counted(0, 2, 2);
        assertEquals("[2, 2]", Request.of(alone, "aa", "aa").ended());
        counted(2, 2, 2);
    }

    @Test
    void withoutCoalescingEqualRequestsAllRun() {
        KnownRows alone = new KnownRows(cache, null, false, observer);
        Request one = Request.of(alone, "aa");
        Request two = Request.of(alone, "aa");
        assertEquals(one.runs, two.runs);
        one.compute();
        two.compute();
        assertEquals("[2]", two.ended());
        counted(0, 0, 2);
    }

    @Test
    void withoutACacheOnlyWhatIsUnderWayIsShared() {
        KnownRows uncached = new KnownRows(null, null, true, observer);
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
        counted(0, 1, 1);
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
        counted(0, 2, 2);
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

    @Test
    void aFailureReachesAllThatWaitedAndIsNotKept() {
        Request leader = Request.of(known, "aa", "b");
        Request follower = Request.of(known, "aa");
        Request both = Request.of(known, "aa", "ccc");
        leader.lookup.failed(new IllegalStateException("no"));
        assertEquals("broken: no", leader.ended());
        assertEquals("broken: no", follower.ended());
        assertEquals("", both.ended(), "the model still has its other text");
        both.compute();
        assertEquals("broken: no", both.ended());
        Request again = computed("aa", "b");
        assertEquals(List.of(List.of("aa", "b")), again.runs);
        assertEquals("[2, 1]", again.ended());
        assertEquals("[3]", Request.of(known, "ccc").ended(), "what was computed is known all the same");
    }

    @Test
    void aFailureEndsARequestThatWaitsForMore() {
        Request one = Request.of(known, "aa");
        Request two = Request.of(known, "bbb");
        Request both = Request.of(known, "aa", "bbb");
        one.lookup.failed(new IllegalStateException("no"));
        assertEquals("broken: no", both.ended());
        two.compute();
        assertEquals("[3]", two.ended());
    }

    @Test
    void theWorkOfALeaderWhoseClientLeftGoesOnForThoseThatWait() {
        Request leader = Request.of(known, "aa");
        assertFalse(leader.lookup.unwanted());
        Request follower = Request.of(known, "aa");
        leader.gone = true;
        assertFalse(leader.lookup.unwanted());
        follower.gone = true;
        assertTrue(leader.lookup.unwanted());
        Request late = Request.of(known, "aa");
        assertFalse(leader.lookup.unwanted());
        leader.compute();
        assertEquals("[2]", late.ended());
    }

    @Test
    void theFirstThatStillWaitsTakesOverFromALeaderThatGivesUp() {
        Request leader = Request.of(known, "aa");
        Request left = Request.of(known, "aa");
        Request heir = Request.of(known, "aa", "aa");
        Request last = Request.of(known, "aa");
        left.gone = true;
        leader.lookup.abandoned();
        assertEquals(List.of(), left.runs);
        assertEquals(List.of(List.of("aa")), heir.runs);
        assertEquals(List.of(), last.runs);
        heir.compute();
        assertEquals("[2, 2]", heir.ended());
        assertEquals("[2]", last.ended());
        assertEquals("[2]", left.ended());
        assertEquals("", leader.ended(), "it ended by itself");
        assertEquals(2, misses.get());
    }

    @Test
    void whereEverybodyLeftEverythingEnds() {
        Request leader = Request.of(known, "aa");
        Request follower = Request.of(known, "aa");
        leader.gone = true;
        follower.gone = true;
        leader.lookup.abandoned();
        assertEquals(List.of(), follower.runs);
        assertEquals("broken: nobody waits for the text any more", follower.ended());
    }

    @Test
    void aTextThatIsTakenOverDuringARunIsRunAfterIt() {
        Request leader = Request.of(known, "aa");
        Request heir = Request.of(known, "bbb", "aa");
        leader.lookup.abandoned();
        assertEquals(List.of(List.of("bbb")), heir.runs, "one run at a time");
        heir.compute();
        assertEquals(List.of(List.of("bbb"), List.of("aa")), heir.runs);
        heir.compute();
        assertEquals("[3, 2]", heir.ended());
    }

    @Test
    void aTextThatIsTakenOverBeforeTheStartIsRunInIt() {
        Request leader = Request.of(known, "aa");
        Request heir = Request.asked(known, "aa");
        leader.lookup.abandoned();
        assertEquals(List.of(), heir.runs);
        heir.started();
        assertEquals(List.of(List.of("aa")), heir.runs);
        heir.compute();
        assertEquals("[2]", heir.ended());
    }

    @Test
    void afterAFailedRunWhatWasTakenOverGoesToTheNext() {
        Request leader = Request.of(known, "aa");
        Request heir = Request.of(known, "bbb", "aa");
        Request last = Request.of(known, "aa");
        leader.lookup.abandoned();
        heir.lookup.failed(new IllegalStateException("no"));
        assertEquals("broken: no", heir.ended());
        assertEquals(List.of(List.of("aa")), last.runs);
        last.compute();
        assertEquals("[2]", last.ended());
    }

    @Test
    void aRefusedLeaderIsRefusedAloneWhereTheQueueTakesTheNext() {
        Request leader = Request.asked(known, "aa");
        Request follower = Request.of(known, "aa");
        leader.refusing = true;
        leader.started();
        assertEquals("refused", leader.ended());
        assertEquals(List.of(List.of("aa")), follower.runs);
        follower.compute();
        assertEquals("[2]", follower.ended());
    }

    @Test
    void aQueueThatTakesNobodyRefusesAllThatWait() {
        Request leader = Request.asked(known, "aa");
        List<Request> followers =
                List.of(Request.of(known, "aa"), Request.of(known, "aa", "aa"), Request.of(known, "aa"));
        leader.refusing = true;
        followers.forEach(follower -> follower.refusing = true);
        leader.started();
        assertEquals("refused", leader.ended());
        followers.forEach(follower -> assertEquals("refused", follower.ended()));
        assertEquals(0, misses.get());
        assertEquals("[2]", computed("aa").ended());
    }

    @Test
    void whatAnHeirInheritsWhileItIsRefusedGoesToTheNext() {
        Request one = Request.of(known, "aa");
        Request two = Request.of(known, "b");
        Request heir = Request.of(known, "aa", "b");
        Request last = Request.of(known, "b");
        heir.refusing = true;
        heir.meanwhile = two.lookup::abandoned;
        one.lookup.abandoned();
        assertEquals("refused", heir.ended());
        assertEquals(List.of(List.of("b")), last.runs);
        last.compute();
        assertEquals("[1]", last.ended());
    }

    @Test
    void whatARefusedHeirInheritedIsAskedAnewWhereNobodyElseWaits() {
        Request one = Request.of(known, "aa");
        Request two = Request.of(known, "b");
        Request heir = Request.of(known, "aa", "b");
        heir.refusing = true;
        heir.meanwhile = two.lookup::abandoned;
        one.lookup.abandoned();
        assertEquals("refused", heir.ended());
        assertEquals(0, known.inFlight());
        assertEquals("[1, 2]", computed("b", "aa").ended());
    }

    @Test
    void manyFollowersOfARefusedLeaderAreNoDeepRecursion() {
        Request leader = Request.asked(known, "aa");
        List<Request> followers = new java.util.ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            Request follower = Request.of(known, "aa");
            follower.refusing = true;
            followers.add(follower);
        }
        leader.refusing = true;
        leader.started();
        followers.forEach(follower -> assertEquals("refused", follower.ended()));
    }

    @Test
    void aRefusedRequestGivesUpWhatItWaitedFor() {
        Request leader = Request.of(known, "aa");
        Request refused = Request.asked(known, "bbb", "aa");
        refused.refusing = true;
        refused.started();
        assertEquals("refused", refused.ended());
        leader.compute();
        assertEquals("[2]", leader.ended());
        counted(0, 0, 1);
    }

    @Test
    void aForgottenModelsRowsAreGone() {
        computed("aa");
        known.forget(Request.MODEL);
        Request again = Request.of(known, "aa");
        assertEquals(List.of(List.of("aa")), again.runs);
        again.compute();
    }

    @Test
    void whatIsUnderWayWhenItsModelIsForgottenGoesToNobodyWhoAsksLater() {
        Request before = Request.of(known, "aa");
        Request with = Request.of(known, "aa");
        known.forget(Request.MODEL);
        Request after = Request.of(known, "aa");
        assertEquals(List.of(List.of("aa")), after.runs);
        before.lookup.computed(new float[][] {{41, 0}});
        assertEquals("[41]", before.ended());
        assertEquals("[41]", with.ended());
        assertEquals("", after.ended());
        Request joined = Request.of(known, "aa");
        assertEquals(List.of(), joined.runs);
        after.compute();
        assertEquals("[2]", joined.ended());
        assertEquals("[2]", Request.of(known, "aa").ended(), "the old row was not kept");
    }
}
