package io.narrows.data.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.order.Intervals;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers that come and go while the pipeline runs, and those that are to end with it. */
@Timeout(60)
class WorkersTest extends PipelineFixture {
    private final MemoryShards shards = new MemoryShards(100, 100_000, 300, 300, 300);
    private final CountDownLatch firstAtItsEnd = new CountDownLatch(1);
    private final CountDownLatch secondBegan = new CountDownLatch(1);
    private final CountDownLatch thirdBegan = new CountDownLatch(1);
    private final CountDownLatch firstGoesOn = new CountDownLatch(1);
    private final CountDownLatch secondGoesOn = new CountDownLatch(1);
    private final CountDownLatch firstLeaves = new CountDownLatch(1);
    private final CountDownLatch firstIsGone = new CountDownLatch(1);

    /**
     * Starts two workers, each with a shard that only it can read along, and takes one away: the first, which is through with its shard
     * and is held while it gives back what it had. The second is held before its first sample.
     */
    private Pipeline oneOfTwoLeaves(PipelineConfig config) throws InterruptedException {
        shards.damage = (shard, index) -> {
            if (shard == 0 && index == 299) {
                firstAtItsEnd.countDown();
                firstGoesOn.await();
            } else if (shard == 1 && index == 0) {
                secondBegan.countDown();
                secondGoesOn.await();
            } else if (shard == 2) {
                thirdBegan.countDown();
            }
            return null;
        };
        shards.closingCursor = shard -> {
            if (shard == 0) {
                firstLeaves.countDown();
                pass(firstIsGone);
            }
        };
        Pipeline pipeline = start(config);
        firstAtItsEnd.await();
        secondBegan.await();
        pipeline.workers(0, 1);
        firstGoesOn.countDown();
        firstLeaves.await();
        return pipeline;
    }

    @Test
    void oneThatIsTakenAwayTakesNoOtherWithIt() throws Exception {
        workers = 2;
        PipelineConfig config = config(shards, Intervals.below(shards.total()));
        try (Pipeline pipeline = oneOfTwoLeaves(config)) {
            secondGoesOn.countDown();
            assertEquals(inOrder(shards, config.order()), all(pipeline));
            firstIsGone.countDown();
        }
        nothingLeft(shards);
    }

    @Test
    void oneThatIsLeavingIsReplacedAtOnce() throws Exception {
        workers = 2;
        PipelineConfig config = config(shards, Intervals.below(shards.total()));
        try (Pipeline pipeline = oneOfTwoLeaves(config)) {
            pipeline.workers(0, 2);
            thirdBegan.await(); // by nobody else, as the first leaves and the second is held
            secondGoesOn.countDown();
            firstIsGone.countDown();
            assertEquals(inOrder(shards, config.order()), all(pipeline));
        }
        nothingLeft(shards);
    }

    @Test
    void moreOfThemWorkAtOnce() throws Exception {
        workers = 1;
        MemoryShards many = new MemoryShards(100, 50, 3000);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch four = new CountDownLatch(4);
        map("wait for all", (value, context) -> {
            if (threads.add(Thread.currentThread())) {
                four.countDown();
            }
            four.await();
            return value;
        });
        PipelineConfig config = config(many, Intervals.below(many.total()));
        try (Pipeline pipeline = start(config)) {
            pipeline.workers(0, 4);
            four.await();
            pipeline.workers(0, 2);
            assertEquals(inOrder(many, config.order()), all(pipeline));
        }
        nothingLeft(many);
    }

    @Test
    void aThreadThatIsInterruptedClosesLikeAnother() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        workers = 1;
        map("swallows an interrupt", (value, context) -> {
            begun.countDown();
            for (int interrupts = 0; interrupts < 2; ) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    interrupts++; // gives in to the second only
                }
            }
            return value;
        });
        Pipeline pipeline = start(shards);
        begun.await();
        Thread.currentThread().interrupt();
        pipeline.close();
        assertTrue(Thread.interrupted(), "close() has eaten the interrupt");
        assertEquals(0, shards.openShards.get());
        assertEquals(0, shards.openCursors.get());
    }

    /** Makes so many threads that start, and then only such that do not, as where the system has no more. */
    private static ThreadFactory noMoreThan(int count) {
        AtomicInteger made = new AtomicInteger();
        return work -> made.incrementAndGet() <= count
                ? new Thread(work)
                : new Thread(work) {
                    @Override
                    public void start() {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                };
    }

    @Test
    void whereAThreadCannotBeStartedTheOthersAreEnded() throws Exception {
        workers = 3;
        PipelineConfig config = config(shards, Intervals.below(shards.total()));
        assertThrows(OutOfMemoryError.class, () -> start(config, noMoreThan(2)));
        assertEquals(0, shards.openShards.get());
        assertEquals(0, shards.openCursors.get());
    }

    @Test
    void whereAThreadCannotBeAddedTheOthersGoOn() throws Exception {
        workers = 2;
        CountDownLatch added = new CountDownLatch(1);
        shards.damage = (shard, index) -> {
            added.await();
            return null;
        };
        PipelineConfig config = config(shards, Intervals.below(shards.total()));
        try (Pipeline pipeline = start(config, noMoreThan(3))) {
            assertThrows(OutOfMemoryError.class, () -> pipeline.workers(0, 5));
            added.countDown();
            assertEquals(inOrder(shards, config.order()), all(pipeline));
            nothingLeft(shards); // before it is closed: the last to end gives back what is open
        }
    }

    @Test
    void closeWaitsForADeafTransformOnlySoLong() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        workers = 1;
        map("deaf", (value, context) -> {
            begun.countDown();
            boolean waits = true;
            while (waits) {
                try {
                    release.await();
                    waits = false;
                } catch (InterruptedException e) {
                    // deaf
                }
            }
            return value;
        });
        Pipeline pipeline = start(shards);
        begun.await();
        pipeline.close(1);
        assertEquals(1, shards.openShards.get(), "it was not stuck");
        release.countDown();
        nothingLeft(shards);
    }
}
