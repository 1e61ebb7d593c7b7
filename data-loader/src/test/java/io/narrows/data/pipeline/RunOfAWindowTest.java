package io.narrows.data.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.narrows.data.order.EpochOrder;
import io.narrows.data.order.Intervals;
import io.narrows.data.order.Shuffle;
import org.junit.jupiter.api.Test;

class RunOfAWindowTest {
    @Test
    void partsThatAreTakenAwaySayWhereTheirOwnSamplesAre() {
        EpochOrder order = EpochOrder.of(new int[] {40, 24}, Shuffle.blocks(64), 7, 1);
        LoadedWindow window =
                new LoadedWindow(order.window(0), Intervals.below(64).ranges(), 0);
        Run run = new Run(0, 64, -1, 0, "", window, 0);
        run.journal();
        run.open(0);
        int parts = 0;
        for (Run part = run.takeRest(); part != null; part = run.takeRest()) {
            assertNotNull(part.window);
            assertEquals(order.shard(part.position), part.times.shard());
            assertEquals(order.index(part.position), part.times.firstIndex());
            parts++;
        }
        assertEquals(6, parts, "the owner keeps its first");
    }
}
