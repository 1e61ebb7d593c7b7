package io.narrows.data.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.profile.LoaderCounts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a group works ahead is neither a need of the pipeline nor a throughput that lasts. */
class TwoGroupsTest {
    private static final double NEVER_FULL = 1e9;

    private static List<LoaderCounts> watched(TwoGroups loader) {
        List<LoaderCounts> marks = new ArrayList<>();
        marks.add(loader.counts());
        for (int part = 0; part < 4; part++) {
            marks.add(loader.run(250).counts());
        }
        return marks;
    }

    private static double lasting(TwoGroups loader) {
        return Spread.mean(Lasting.rates(watched(loader)).stream()
                .mapToDouble(Double::doubleValue)
                .toArray());
    }

    @Test
    void aGroupThatWorksAheadIsNotTakenForTheLimit() {
        TwoGroups loader = new TwoGroups(4, 3, 0.5, NEVER_FULL);
        loader.first = 2;
        Verdict verdict = Verdict.of(watched(loader), 8);
        assertEquals("second", verdict.limit(), verdict.text());
        Advice advice = verdict.advice().get(0);
        assertEquals("second", advice.group());
        assertEquals(0.5, advice.gain().value(), 0.02, "500 a second go in, 333 come out of one worker");
    }

    @Test
    void whatComesOfAStockDoesNotLast() {
        TwoGroups loader = new TwoGroups(4, 3, 0.5, NEVER_FULL);
        loader.first = 2;
        assertEquals(333, lasting(loader), 5, "the second group is the limit");
        loader.second = 2;
        LoaderCounts from = loader.counts();
        double lasts = lasting(loader);
        assertTrue(loader.counts().consumer().batches() - from.consumer().batches() > 600, "it lives on the stock");
        assertEquals(500, lasts, 5);
        loader.first = 1;
        assertEquals(250, lasting(loader), 5);
    }

    @Test
    void aGroupThatSleepsMeanwhileNeedsWhatItNeededBefore() {
        TwoGroups loader = new TwoGroups(2, 3, 0.5, 1_000);
        loader.wakesAt = 500;
        loader.run(6_500); // full after 6 s
        Verdict verdict = Verdict.of(watched(loader), 8);
        assertEquals("second", verdict.advice().get(0).group());
        assertEquals(0.5, verdict.advice().get(0).gain().value(), 0.02, "500 a second go in, although none do now");
    }

    @Test
    void aGroupThatHasEndedIsNoLimit() {
        TwoGroups loader = new TwoGroups(1, 3, 0.5, NEVER_FULL);
        loader.data = 1_000;
        loader.run(1_500);
        assertEquals(333, lasting(loader), 5);
    }

    @Test
    void aGroupThatIsHeldBackCouldDoMore() {
        TwoGroups loader = new TwoGroups(1, 3, 0.5, 100);
        loader.run(1_000);
        assertEquals(333, lasting(loader), 5);
        loader.second = 2;
        assertEquals(667, lasting(loader), 8);
    }
}
