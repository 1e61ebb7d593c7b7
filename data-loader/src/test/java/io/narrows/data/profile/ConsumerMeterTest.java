package io.narrows.data.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConsumerMeterTest {
    private static final LoaderStages STAGES = LoaderStages.of(List.of(List.of()));

    private final ManualClock clock = new ManualClock();
    private long stoppedNs;
    private int kept;
    private final ConsumerMeter consumer = new ConsumerMeter(clock, STAGES, () -> stoppedNs, now -> kept++);
    private final WorkerClock worker = new WorkerClock(clock, 0, STAGES.count(), RunDelay.of("/nowhere"));

    private ChunkTimes chunk(double decodeMs) {
        ChunkTimes chunk = new ChunkTimes();
        worker.begin(chunk, LoaderStages.DECODE);
        clock.ms(decodeMs);
        worker.end(10, 100);
        return chunk;
    }

    private ConsumerFigures figures() {
        return consumer.figures(clock.nowNs());
    }

    private static long wall(ConsumerFigures figures) {
        return figures.setUpNs() + figures.ownNs() + figures.handOverNs() + figures.waitNs();
    }

    /** A batch for which the consumer waits, then works. */
    private void batch(double waitMs, double ownMs) {
        consumer.asked();
        consumer.waits();
        ChunkTimes chunk = chunk(waitMs);
        consumer.took(chunk, Long.MAX_VALUE);
        consumer.delivered(10, 100);
        clock.ms(ownMs);
    }

    @Test
    void setUpAndColdStartAreApartFromTheSteadyTime() {
        clock.ms(12);
        batch(40, 1); // the worker's first chunk
        batch(3, 1); // from here on steady
        batch(3, 7);
        batch(3, 7);
        ConsumerFigures figures = figures();
        assertEquals(12_000_000, figures.setUpNs());
        assertEquals(52_000_000, figures.firstBatchNs());
        assertEquals(4, figures.batches());
        assertEquals(40, figures.samples());
        assertEquals(400, figures.bytes());
        assertEquals(40_000_000, figures.causes().get(WaitCause.COLD_START));
        assertEquals(9_000_000, figures.causes().get(WaitCause.CPU));

        assertEquals(2, figures.steadyBatches());
        assertEquals(1_000_000 + 3_000_000 + 7_000_000 + 3_000_000, figures.steadyWallNs());
        assertEquals(6_000_000, figures.steadyWaitNs());
        assertEquals(8_000_000, figures.steadyOwnNs());
        assertEquals(6.0 / 14, figures.starvation(), 1e-12);
        assertEquals(3_000_000, figures.waitP50Ns(), 3_000_000 / 16.0);
        assertEquals(3_000_000, figures.waitP99Ns(), 3_000_000 / 16.0);
        assertEquals(4, kept, "told behind each batch");
    }

    @Test
    void theConsumersTimeIsConserved() {
        long start = clock.nowNs();
        clock.ms(5);
        batch(4, 2);
        consumer.asked();
        clock.ms(1); // putting a batch together of what was there
        consumer.took(chunk(0), Long.MAX_VALUE);
        consumer.delivered(1, 1);
        clock.ms(3);
        consumer.asked();
        consumer.waits();
        clock.ms(6);
        consumer.finished();
        ConsumerFigures figures = figures();
        assertEquals(clock.nowNs() - start, wall(figures));
        assertEquals(clock.nowNs() - start, figures.wallNs());
        assertEquals(1_000_000, figures.handOverNs());
        assertEquals(6_000_000, figures.causes().get(WaitCause.UNEXPLAINED), "no chunk ended that wait");
    }

    @Test
    void theWallIsTheSumOfItsPartsAtAnyMoment() {
        clock.ms(5);
        assertEquals(wall(figures()), figures().wallNs());
        batch(4, 2);
        assertEquals(wall(figures()), figures().wallNs());
        consumer.asked();
        clock.ms(1);
        consumer.waits();
        assertEquals(wall(figures()), figures().wallNs());
        ChunkTimes first = chunk(3);
        consumer.took(first, Long.MAX_VALUE);
        assertEquals(15_000_000, figures().wallNs());
        assertEquals(wall(figures()), figures().wallNs(), "its wait has its causes although there is no batch yet");
    }

    @Test
    void aWaitThatAnInterruptEndedIsOfTheBatchThatCameLater() {
        batch(1, 1);
        batch(1, 1);
        batch(1, 1);
        long wallBefore = figures().steadyWallNs();
        consumer.asked();
        ChunkTimes there = chunk(0);
        consumer.took(there, Long.MAX_VALUE);
        consumer.waits();
        clock.ms(6);
        consumer.finished(); // interrupted
        clock.ms(2);
        consumer.asked();
        consumer.waits();
        consumer.took(chunk(4), Long.MAX_VALUE);
        consumer.delivered(10, 100);
        ConsumerFigures figures = figures();
        assertEquals(6_000_000, figures.steadyCauses().get(WaitCause.UNEXPLAINED));
        assertEquals(4_000_000 + 1_000_000, figures.steadyCauses().get(WaitCause.CPU));
        assertEquals(10_000_000, consumer.batchWaitNs());
        assertEquals(there, consumer.chunks().get(0), "what it had taken before is in the batch");
        assertEquals(2, consumer.chunks().size());
        assertEquals(1_000_000 + 6_000_000 + 2_000_000 + 4_000_000, figures.steadyWallNs() - wallBefore);
        assertEquals(figures.steadyWallNs(), figures.steadyWaitNs() + figures.steadyOwnNs(), "nothing is missing");
        assertEquals(10_000_000, figures.waitP99Ns(), 10_000_000 / 16.0);
    }

    @Test
    void whatIsWaitedAtTheEndIsInTheWall() {
        batch(1, 1);
        batch(1, 1);
        batch(1, 3);
        consumer.asked();
        consumer.waits();
        clock.ms(9);
        consumer.finished();
        ConsumerFigures figures = figures();
        assertEquals(17_000_000, figures.wallNs());
        assertEquals(12_000_000, figures.waitNs());
        assertEquals(1_000_000, figures.steadyWaitNs(), "behind the last batch nothing is steady");
        assertEquals(2_000_000, figures.steadyWallNs());
    }

    @Test
    void aChunkThatSomebodyStillWorksOnIsReadyWhenItIsTaken() {
        batch(1, 1);
        consumer.asked();
        consumer.waits();
        ChunkTimes whole = new ChunkTimes();
        worker.begin(whole, LoaderStages.DECODE);
        clock.ms(7);
        ChunkTimes part = whole.copy();
        consumer.took(part, Long.MAX_VALUE);
        consumer.delivered(1, 1);
        assertEquals(clock.nowNs(), part.readyNs());
        assertEquals(clock.nowNs() - 7_000_000, part.startedNs());
        assertEquals(7_000_000, consumer.batchCauseNs(WaitCause.CPU));
        assertEquals(Long.MAX_VALUE, whole.readyNs(), "its worker writes on");
    }

    @Test
    void whatItDoesNowCanBeAskedAtAnyMoment() {
        assertEquals("not asked yet", figures().now());
        consumer.asked();
        assertEquals("takes", figures().now());
        consumer.waits();
        clock.ms(8);
        assertEquals("waits", figures().now());
        assertEquals(8_000_000, figures().forNs());
        consumer.took(chunk(1), Long.MAX_VALUE);
        consumer.delivered(1, 1);
        assertEquals("works", figures().now());
    }

    @Test
    void aCollectionDuringTheWaitIsTakenOut() {
        batch(1, 1);
        batch(1, 1);
        consumer.asked();
        stoppedNs += 5_000_000; // before the wait: none of its business
        consumer.waits();
        stoppedNs += 2_000_000;
        consumer.took(chunk(10), Long.MAX_VALUE);
        consumer.delivered(1, 1);
        assertEquals(2_000_000, figures().causes().get(WaitCause.GC));
        assertEquals(8_000_000, consumer.batchCauseNs(WaitCause.CPU));
    }

    @Test
    void severalWaitsMakeTheWaitOfABatch() {
        batch(1, 1);
        batch(1, 1);
        consumer.asked();
        consumer.waits();
        consumer.took(chunk(2), Long.MAX_VALUE);
        consumer.waits();
        ChunkTimes second = chunk(3);
        consumer.took(second, Long.MAX_VALUE);
        consumer.delivered(20, 200);
        assertEquals(5_000_000, consumer.batchWaitNs());
        assertEquals(2, consumer.chunks().size());
        assertEquals(second, consumer.chunks().get(1));
    }

    @Test
    void aBatchThatWasThereCostsTwoReadings() {
        ChunkTimes chunk = chunk(1);
        int before = clock.readings();
        consumer.asked();
        consumer.took(chunk, Long.MAX_VALUE);
        consumer.delivered(1, 1);
        assertEquals(2, clock.readings() - before);
    }

    @Test
    void withoutASteadyTimeThereIsNoStarvation() {
        batch(5, 1);
        assertEquals(0, figures().starvation());
        assertEquals(0, figures().steadyBatches());
        assertTrue(figures().causes().get(WaitCause.COLD_START) > 0);
    }
}
