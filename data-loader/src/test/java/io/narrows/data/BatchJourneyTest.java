package io.narrows.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.order.Shuffle;
import io.narrows.data.pipeline.MemoryShards;
import io.narrows.data.profile.GroupFigures;
import io.narrows.data.profile.StageTime;
import io.narrows.data.profile.WaitCause;
import io.narrows.data.shard.ShardSet;
import io.narrows.profiler.Breakdown;
import io.narrows.profiler.NanoClock;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the traces of a real loader's batches tell of their way, by a clock that is made up. */
@Timeout(60)
class BatchJourneyTest {
    private static final long MS = 1_000_000;
    private static final long LOOK_AGAIN_NS = 100_000;

    @TempDir
    private Path folder;

    private final SharedClock clock = new SharedClock();
    private Profiler profiler;

    @BeforeEach
    void open() {
        profiler = Profiler.open(ProfilerConfig.builder(folder.resolve("run"))
                .clock(clock)
                .breakdowns(true)
                .lanes(false)
                .build());
    }

    @AfterEach
    void close() {
        profiler.close();
    }

    private static DataBatch<Long> next(Loader<Long> loader) throws Exception {
        DataBatch<Long> batch = loader.next();
        assertNotNull(batch);
        return batch;
    }

    /** Ends it; its stages that took time. */
    private static Map<String, Long> stages(DataBatch<Long> batch) {
        batch.close();
        Breakdown breakdown = batch.trace().breakdown();
        Map<String, Long> stages = new TreeMap<>();
        breakdown.stages().forEach(stage -> stages.merge(stage.stageName(), stage.ns(), Long::sum));
        stages.values().removeIf(ns -> ns == 0);
        assertEquals(
                breakdown.totalNs(),
                breakdown.unaccountedNs()
                        + stages.values().stream().mapToLong(ns -> ns).sum());
        return stages;
    }

    private static void awaitWait(Loader<Long> loader) {
        while (!loader.figures().consumer().now().equals("waits")) {
            LockSupport.parkNanos(LOOK_AGAIN_NS);
        }
    }

    @Test
    void whatIsTakenOfAChunkThatIsNotDoneHasTimes() throws Exception {
        CompletableFuture<Loader<Long>> opened = new CompletableFuture<>();
        CountDownLatch taken = new CountDownLatch(1);
        LoaderBuilder<Long> builder = Loader.from(MadeFormat.set(new MemoryShards(100, 1, 8)))
                .decode(sample -> {
                    long id = MemoryShards.id(sample);
                    if (id == 3) {
                        awaitWait(opened.join());
                        clock.ms(10);
                    } else if (id == 4) {
                        taken.await(); // the first chunk has eight samples, and is stuck with its fifth
                    }
                    return id;
                })
                .workers(1)
                .batch(4)
                .order(Order.COMPLETION)
                .profiler(profiler)
                .clock(clock);
        try (Loader<Long> loader = builder.open()) {
            opened.complete(loader);
            DataBatch<Long> batch = next(loader);
            assertEquals(4, batch.size());
            clock.ms(2);
            assertEquals(Map.of("decode", 10 * MS), stages(batch));
            assertEquals(12 * MS, batch.trace().breakdown().totalNs());
            assertEquals(Map.of(WaitCause.COLD_START, 10 * MS), waits(loader), "the chunk is its worker's first");
            assertEquals(
                    10 * MS,
                    loader.figures().consumer().waitByStage().stream()
                            .filter(stage -> stage.name().equals("decode"))
                            .mapToLong(StageTime::ns)
                            .sum());
            taken.countDown();
            assertEquals(Map.of("decode", 12 * MS), stages(next(loader)));
        }
    }

    private static Map<WaitCause, Long> waits(Loader<Long> loader) {
        Map<WaitCause, Long> causes = new TreeMap<>(loader.figures().consumer().causes());
        causes.values().removeIf(ns -> ns == 0);
        return causes;
    }

    private Map<String, Long> firstOfASlowShard(int samples, Shuffle shuffle) throws Exception {
        CompletableFuture<Loader<Long>> opened = new CompletableFuture<>();
        MemoryShards shards = new MemoryShards(100, 1, samples);
        ShardSet set = MadeFormat.set(shards);
        shards.missingShard = shard -> {
            awaitWait(opened.join());
            clock.ms(200);
            return false;
        };
        try (Loader<Long> loader = Loader.from(set)
                .decode(MemoryShards::id)
                .workers(2)
                .batch(4)
                .shuffle(shuffle)
                .profiler(profiler)
                .clock(clock)
                .open()) {
            opened.complete(loader);
            DataBatch<Long> batch = next(loader);
            return stages(batch);
        }
    }

    @Test
    void openingAShardIsAPartOfTheWay() throws Exception {
        assertEquals(Map.of("shard.open", 200 * MS), firstOfASlowShard(6, Shuffle.none()));
    }

    @Test
    void readingABlockIsAPartOfTheWay() throws Exception {
        assertEquals(Map.of("shard.open", 200 * MS), firstOfASlowShard(1, Shuffle.blocks(2)));
    }

    /** A clock that goes on by 1 ns with each reading. */
    private static final class CountingClock implements NanoClock {
        private final AtomicLong readings = new AtomicLong();

        @Override
        public long nanoTime() {
            return readings.incrementAndGet();
        }
    }

    @Test
    void bookkeepingIsNeitherWaitingNorService() throws Exception {
        AtomicInteger samples = new AtomicInteger();
        try (Loader<Long> loader = Loader.from(MadeFormat.set(new MemoryShards(100, 1, 3_000)))
                .decode(MemoryShards::id)
                .map("count", (id, context) -> {
                    samples.incrementAndGet();
                    return id;
                })
                .workers(1)
                .batch(100)
                .clock(new CountingClock())
                .open()) {
            for (DataBatch<Long> batch = loader.next(); batch != null; batch = loader.next()) {
                batch.close();
            }
            while (loader.figures().groups().get(0).workers() > 0) {
                LockSupport.parkNanos(LOOK_AGAIN_NS);
            }
            GroupFigures group = loader.figures().groups().get(0);
            assertEquals(3_000, samples.get());
            // Between two chunks the clock is read at the end of one, and when it sleeps or begins with the next.
            assertTrue(group.chunks() > 1, () -> loader.figures().text());
            assertTrue(group.remainderNs() >= group.chunks(), () -> loader.figures()
                    .text());
            assertEquals(
                    group.wallNs(), group.waitInNs() + group.blockedNs() + group.serviceNs() + group.remainderNs());
        }
    }
}
