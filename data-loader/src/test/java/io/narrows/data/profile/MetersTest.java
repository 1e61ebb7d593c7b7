package io.narrows.data.profile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small meters. */
class MetersTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void aQueueIsWeighedByTime() {
        QueueMeter queue = new QueueMeter("ready", clock, 2, Long.MAX_VALUE);
        clock.ms(10);
        queue.added(100);
        clock.ms(20);
        queue.added(300);
        clock.ms(30);
        queue.removed(100);
        queue.grew(50);
        clock.ms(40);
        QueueFigures figures = queue.figures();
        assertEquals(1, figures.depth());
        assertEquals(350, figures.bytes());
        assertEquals(2, figures.deepest());
        assertEquals(400, figures.largestBytes());
        assertEquals((20 + 2 * 30 + 40) / 100.0, figures.meanDepth(), 1e-9);
        assertEquals((20 * 100 + 30 * 400 + 40 * 350) / 100.0, figures.meanBytes(), 1e-6);
        assertEquals(0.1, figures.emptyPart(), 1e-9);
        assertEquals(0.3, figures.fullPart(), 1e-9);
    }

    @Test
    void aQueueIsAlsoFullOfBytes() {
        QueueMeter queue = new QueueMeter("ready", clock, Integer.MAX_VALUE, 1_000);
        queue.added(1_000);
        clock.ms(5);
        assertEquals(1, queue.figures().fullPart(), 1e-9);
    }

    @Test
    void shardsAddUpAndTheUnequalOnesShow() {
        ShardMeter meter = new ShardMeter(4, shard -> "train-" + shard + ".tar");
        for (int shard = 0; shard < 3; shard++) {
            meter.decoded(shard, 10, 1_000, 900, 30, 20, 50);
        }
        meter.opened(2, 900);
        ShardFigures figures = ShardFigures.of(meter.times());
        assertEquals(3, figures.touched(), "one was never read");
        assertEquals(30, figures.samples());
        assertEquals(3_000, figures.fileBytes());
        assertEquals(2_700, figures.decodedBytes());
        assertEquals(10, figures.time().maxToMedian(), 1e-9);
        assertEquals(1, figures.samplesSkew().maxToMedian(), 1e-9);
        assertEquals("train-2.tar", figures.slowest().get(0).name());
        assertEquals(1_000, figures.slowest().get(0).ns());
        assertEquals(100, figures.slowest().get(0).nsPerSample(), 1e-9);
    }

    @Test
    void skewOfKnownNumbers() {
        assertEquals(0, ShardFigures.Skew.of(new double[] {4, 4, 4, 4}).gini(), 1e-12);
        assertEquals(0.75, ShardFigures.Skew.of(new double[] {0, 0, 0, 8}).gini(), 1e-12);
        assertEquals(0.25, ShardFigures.Skew.of(new double[] {1, 3}).gini(), 1e-12);
        assertEquals(new ShardFigures.Skew(0, 0), ShardFigures.Skew.of(new double[0]));
    }

    @Test
    void quantilesAreAtMostASixteenthTooLong() {
        WaitHistogram histogram = new WaitHistogram();
        assertArrayEquals(new long[] {0, 0}, histogram.quantiles(0.5, 0.9));
        SplittableRandom random = new SplittableRandom(1);
        long[] waits = random.longs(10_000, 0, 1L << 40)
                .map(x -> x >> random.nextInt(40))
                .toArray();
        for (long wait : waits) {
            histogram.add(wait);
        }
        Arrays.sort(waits);
        double[] parts = {0.01, 0.5, 0.9, 0.99, 1};
        long[] all = histogram.quantiles(parts);
        for (int i = 0; i < parts.length; i++) {
            double part = parts[i];
            long exact = waits[(int) Math.ceil(part * waits.length) - 1];
            long told = all[i];
            assertEquals(told, histogram.quantiles(part)[0], "asked for alone");
            assertTrue(told >= exact && told <= exact + exact / 16 + 1, part + ": " + told + " for " + exact);
        }
        histogram.add(Long.MAX_VALUE);
        assertTrue(histogram.quantiles(1)[0] > 0);
    }

    @Test
    void theKernelsCounters(@TempDir Path process) throws Exception {
        Files.writeString(process.resolve("io"), "rchar: 9\nread_bytes: 4096\nwrite_bytes: 1\n");
        Files.writeString(
                process.resolve("stat"), "7 (a (strange) name) S 1 7 7 0 -1 4194560 5000 0 42 0 12 3 0 0 20 0");
        ProcessReads then = ProcessReads.now(process);
        assertEquals(new ProcessReads(4096, 42), then);
        assertEquals(new ProcessReads(904, 8), new ProcessReads(5000, 50).since(then));
        assertEquals(new ProcessReads(-1, -1), ProcessReads.now(process.resolve("none")));
        assertEquals(-1, ProcessReads.now(process.resolve("none")).since(then).storageBytes());
    }

    @Test
    void fromStorageIsUnknownWhereNothingIsKnown() {
        assertEquals(0.25, new StorageFigures(4_000, 1_000, 0).fromStorage(), 1e-12);
        assertEquals(1, new StorageFigures(4_000, 9_000, 0).fromStorage(), 1e-12);
        assertEquals(-1, new StorageFigures(4_000, -1, -1).fromStorage());
        assertEquals(-1, new StorageFigures(0, 10, 0).fromStorage());
    }

    @Test
    void thisThreadsOwnCounters() {
        try (RunDelay delay = RunDelay.ofThisThread()) {
            long before = delay.ranNs();
            for (int i = 0; before != RunDelay.UNKNOWN && delay.ranNs() == before && i < 1_000_000; i++) {
                delay.read();
            }
            assertTrue(before == RunDelay.UNKNOWN || delay.ranNs() > before, "it ran meanwhile");
        }
    }

    @Test
    void stagesHaveNumbersInTheOrderOfThePipeline() {
        LoaderStages stages = LoaderStages.of(List.of(List.of("clean"), List.of("resize", "crop")));
        assertEquals("decode", stages.all().get(LoaderStages.DECODE).name());
        assertEquals(
                "transform.clean",
                stages.all().get(LoaderStages.FIRST_TRANSFORM).name());
        assertEquals(1, stages.all().get(LoaderStages.FIRST_TRANSFORM + 2).group());
        assertEquals(List.of("load", "resize"), stages.groups());
        assertEquals(LoaderStages.FIRST_TRANSFORM + 1, stages.firstOf(1));
        assertEquals(
                "group 1 of workers has no stage, it needs at least one",
                assertThrows(IllegalArgumentException.class, () -> LoaderStages.of(List.of(List.of(), List.of())))
                        .getMessage());
    }
}
