package io.narrows.server.batching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.server.batching.planning.CostModel;
import io.narrows.server.testing.FakeModel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** On a clock of its own, which moves when a forward runs. */
class CalibrationTest {
    private final AtomicLong nowNs = new AtomicLong();
    private final CostModel cost = new CostModel();

    /** The sizes of all forwards that were run, where each takes so long for each of its texts. */
    private List<Integer> sizes(int maxTexts, long nsPerText) {
        FakeModel model = FakeModel.running().advancing(nowNs, nsPerText);
        new Calibration(model, model.newRunner(), maxTexts, cost, nowNs::get).run();
        return model.forwards().stream().map(List::size).toList();
    }

    private static int largest(List<Integer> sizes) {
        return sizes.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    @Test
    void noForwardIsLargerThanBatchesWillBe() {
        List<Integer> sizes = sizes(8, 1_000);
        assertEquals(8, largest(sizes));
        assertEquals(36, sizes.size());
        assertTrue(cost.estimate().known());
    }

    @Test
    void itDoesNotGrowWithTheLargestBatch() {
        assertEquals(Calibration.MOST_TEXTS, largest(sizes(4096, 1_000)));
        assertTrue(cost.estimate().known());
    }

    @Test
    void aSlowModelIsNotAskedForLargerBatches() {
        List<Integer> sizes = sizes(32, Calibration.LONG_NS / 3);
        assertEquals(4, largest(sizes), "the first that is above the limit is the last");
        assertTrue(cost.estimate().known());
    }

    @Test
    void aVerySlowModelIsLeftToLearnFromRequests() {
        List<Integer> sizes = sizes(32, TimeUnit.SECONDS.toNanos(2));
        assertEquals(List.of(1, 1, 1), sizes);
        assertFalse(cost.estimate().known());
    }
}
