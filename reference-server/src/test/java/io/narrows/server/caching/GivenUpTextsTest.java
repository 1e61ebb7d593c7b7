package io.narrows.server.caching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of those that wait for a text when the request that has it computed fails, leaves, is refused or is late. */
class GivenUpTextsTest {
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
        assertEquals(2, counts.misses());
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
        assertEquals(0, counts.misses());
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
        List<Request> followers = new ArrayList<>();
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
        assertEquals(List.of(0, 0, 1), counts.all());
    }

    @Test
    void whoWaitsForOthersMayLeaveAndIsToldNothingMore() {
        Request leader = Request.of(known, "aa", "b");
        Request leaving = Request.of(known, "aa", "b", "aa");
        Request staying = Request.of(known, "aa");
        assertEquals(3, known.waiting());
        assertTrue(leaving.lookup.leave());
        assertEquals(1, known.waiting(), "none of its texts waits any more");
        assertFalse(leaving.lookup.leave(), "it has left");
        leader.compute();
        assertEquals("", leaving.ended());
        assertEquals(0, leaving.readies);
        assertEquals("[2]", staying.ended());
        assertFalse(staying.lookup.leave(), "it is over");
    }

    @Test
    void whoIsAtTheModelItselfDoesNotLeave() {
        Request leader = Request.of(known, "aa");
        Request both = Request.of(known, "bbb", "aa");
        assertFalse(both.lookup.leave());
        both.compute();
        assertTrue(both.lookup.leave(), "now it waits for the other text");
        leader.compute();
        assertEquals("", both.ended());
    }

    @Test
    void whoHasLeftTakesNothingOver() {
        Request leader = Request.of(known, "aa");
        Request left = Request.of(known, "aa");
        Request heir = Request.of(known, "aa");
        left.lookup.leave();
        leader.lookup.abandoned();
        assertEquals(List.of(), left.runs);
        assertEquals(List.of(List.of("aa")), heir.runs);
        heir.compute();
        assertEquals("[2]", heir.ended());
    }

    @Test
    void theWorkForThoseThatHaveLeftIsUnwanted() {
        Request leader = Request.of(known, "aa");
        Request follower = Request.of(known, "aa");
        leader.gone = true;
        assertFalse(leader.lookup.unwanted());
        follower.lookup.leave();
        assertTrue(leader.lookup.unwanted());
        leader.lookup.abandoned();
    }

    @Test
    void whoLeavesWhenItsWaitBeginsHasLeft() {
        Request leader = Request.of(known, "aa");
        Request follower = Request.asked(known, "aa");
        follower.whenWaiting = () -> assertTrue(follower.lookup.leave());
        follower.started();
        leader.compute();
        assertEquals("", follower.ended());
    }
}
