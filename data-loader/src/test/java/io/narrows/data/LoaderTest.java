package io.narrows.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.narrows.data.order.EpochOrder;
import io.narrows.data.order.Intervals;
import io.narrows.data.order.Shuffle;
import io.narrows.data.pipeline.MemoryShards;
import io.narrows.data.pipeline.Pipeline;
import io.narrows.data.pipeline.PipelineConfig;
import io.narrows.data.pipeline.Stages;
import io.narrows.data.profile.BatchTraces;
import io.narrows.data.profile.LoaderMeters;
import io.narrows.data.profile.LoaderStages;
import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.ShardException;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.verdict.Autotune;
import io.narrows.data.verdict.AutotuneConfig;
import io.narrows.data.verdict.Tunable;
import io.narrows.profiler.NanoClock;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoaderTest {
    @TempDir
    private Path folder;

    private final MemoryShards shards = new MemoryShards(100, 1, 300, 200);

    private LoaderBuilder<Long> builder() throws Exception {
        return Loader.from(MadeFormat.set(shards)).decode(MemoryShards::id).workers(2);
    }

    private static List<Long> all(Loader<Long> loader) throws Exception {
        List<Long> items = new ArrayList<>();
        for (DataBatch<Long> batch = loader.next(); batch != null; batch = loader.next()) {
            items.addAll(batch.items());
            batch.close();
        }
        return items;
    }

    @Test
    void deliversBatchesInOrder() throws Exception {
        try (Loader<Long> loader = builder().batch(64).open()) {
            List<Long> items = new ArrayList<>();
            int batches = 0;
            for (DataBatch<Long> batch = loader.next(); batch != null; batch = loader.next()) {
                assertEquals(batches < 7 ? 64 : 52, batch.size());
                items.addAll(batch.items());
                for (int i = 0; i < batch.size(); i++) {
                    long id = batch.items().get(i);
                    assertEquals("s" + (id >> 32) + "-" + (int) id, batch.keys().get(i));
                }
                batches++;
            }
            assertEquals(8, batches);
            assertEquals(500, items.size());
            assertEquals(MemoryShards.id(0, 0), items.get(0));
            assertEquals(MemoryShards.id(1, 199), items.get(499));
            assertNull(loader.next());
        }
    }

    @Test
    void partsOfAChunkThatIsStuckAreDeliveredInTheirPlace() throws Exception {
        MemoryShards large = new MemoryShards(100, 10_000, 3000, 3000);
        // One of these may be the last of its chunk, where nobody can take away what is behind it; not all of them.
        Map<Long, CountDownLatch> stuck = new HashMap<>();
        for (int index : new int[] {2_300, 2_500, 2_700}) {
            stuck.put(MemoryShards.id(1, index), new CountDownLatch(1));
        }
        AtomicInteger helped = new AtomicInteger();
        LoaderBuilder<Long> stops = Loader.from(MadeFormat.set(large))
                .decode(sample -> {
                    long id = MemoryShards.id(sample);
                    CountDownLatch own = stuck.get(id);
                    CountDownLatch before = stuck.get(id - 1);
                    if (before != null) {
                        before.countDown();
                    } else if (own != null && own.await(10, TimeUnit.SECONDS)) {
                        helped.incrementAndGet(); // others have taken away all of the chunk behind it
                    }
                    return id;
                })
                .workers(4);
        try (Loader<Long> loader = Loader.from(MadeFormat.set(large))
                        .decode(MemoryShards::id)
                        .open();
                Loader<Long> shared = stops.open()) {
            assertEquals(all(loader), all(shared));
            assertTrue(helped.get() > 0, "nobody took over what was behind a sample that is stuck");
        }
    }

    @Test
    void withoutADecoderSamplesAreCopies() throws Exception {
        try (Loader<RawSample> loader =
                Loader.from(MadeFormat.set(shards)).batch(500).open()) {
            DataBatch<RawSample> batch = loader.next();
            assertNotNull(batch);
            assertEquals(7, MemoryShards.id(batch.items().get(7)));
            assertEquals("s1-0", batch.items().get(300).key());
            assertEquals(MemoryShards.FIELD, batch.items().get(300).name(0));
        }
    }

    @Test
    void chanceBelongsToTheSample() throws Exception {
        Map<Long, Double> drawn = new HashMap<>();
        for (int workers = 1; workers <= 3; workers++) {
            List<Map.Entry<Long, Double>> items = new ArrayList<>();
            try (Loader<Map.Entry<Long, Double>> loader = builder()
                    .shuffle(Shuffle.blocks(64))
                    .seed(5)
                    .workers(workers)
                    .order(workers == 2 ? Order.COMPLETION : Order.KEPT)
                    .map(
                            "first",
                            (value, context) ->
                                    Map.entry(value, context.random().nextDouble()))
                    .map("second", workers, (value, context) -> {
                        assertTrue(value.getValue() != context.random().nextDouble(), "the stages draw the same");
                        return value;
                    })
                    .open()) {
                for (var batch = loader.next(); batch != null; batch = loader.next()) {
                    items.addAll(batch.items());
                }
            }
            for (Map.Entry<Long, Double> item : items) {
                Double before = drawn.putIfAbsent(item.getKey(), item.getValue());
                assertTrue(before == null || before.equals(item.getValue()), "another number in another run");
            }
        }
        assertEquals(500, drawn.size());
    }

    @Test
    void batchesOfALengthHaveLittlePadding() throws Exception {
        try (Loader<Integer> loader = builder()
                .map("length", (value, context) -> 1 + context.random().nextInt(400))
                .bucketed(16, 0.1, length -> length)
                .open()) {
            int samples = 0;
            int full = 0;
            int batches = 0;
            for (DataBatch<Integer> batch = loader.next(); batch != null; batch = loader.next()) {
                int longest = batch.items().stream().mapToInt(i -> i).max().orElseThrow();
                int sum = batch.items().stream().mapToInt(i -> i).sum();
                assertTrue(sum >= 0.9 * longest * batch.size(), batch.items()::toString);
                samples += batch.size();
                full += batch.size() == 16 ? 1 : 0;
                batches++;
            }
            assertEquals(500, samples);
            assertTrue(full > 10, full + " of " + batches + " batches are full");
        }
    }

    private static int lengthOf(long id) {
        if ((int) id == 40) {
            throw new IllegalStateException("no length");
        }
        return 1 + (int) id % 20;
    }

    @Test
    void aSampleWithoutALengthIsAFault() throws Exception {
        try (Loader<Long> loader =
                builder().bucketed(16, 0.1, LoaderTest::lengthOf).open()) {
            List<Long> items = new ArrayList<>();
            LoaderException e = assertThrows(LoaderException.class, () -> {
                while (true) {
                    items.addAll(next(loader).items());
                }
            });
            assertEquals("0.made, sample 40, length: IllegalStateException: no length", e.getMessage());
            assertEquals(40, new HashSet<>(items).size());
            assertEquals(40, items.size());
            assertThrows(LoaderException.class, loader::next);
            assertEquals(40, loader.state().delivered().count());
            assertEquals(460, loader.state().left());
        }
        ShardSet set = MadeFormat.set(shards);
        try (Loader<Long> loader = builder()
                .onFault(FaultPolicy.SKIP)
                .bucketed(16, 0.1, LoaderTest::lengthOf)
                .open()) {
            assertEquals(498, new HashSet<>(all(loader)).size());
            assertEquals(Map.of("length: IllegalStateException", 2L), loader.faults());
            assertTrue(loader.state().accountsForAll(set));
            assertTrue(loader.state().complete());
        }
    }

    @Test
    void withoutAnyPaddingLengthsAreEqual() throws Exception {
        try (Loader<Long> loader = builder()
                .bucketed(16, 0, id -> id == 7 ? Integer.MAX_VALUE : (int) (id % 5))
                .open()) {
            int samples = 0;
            for (DataBatch<Long> batch = loader.next(); batch != null; batch = loader.next()) {
                assertEquals(
                        1,
                        batch.items().stream()
                                .map(id -> id == 7 ? -1 : id % 5)
                                .distinct()
                                .count());
                samples += batch.size();
            }
            assertEquals(500, samples);
        }
    }

    @Test
    void whatWaitsForOthersOfItsLengthHasAQuarterOfTheMemory() throws Exception {
        MemoryShards large = new MemoryShards(1000, 1, 20_000);
        long memory = 1 << 20;
        try (Loader<Long> loader = Loader.from(MadeFormat.set(large))
                .decode(MemoryShards::id)
                .workers(2)
                .memory(memory)
                .sizeOf(id -> 1000)
                .bucketed(16, 0.1, id -> 1)
                .open()) {
            while (loader.figures().groups().get(0).now().getOrDefault("blocked by memory", 0) < 2) {
                Thread.sleep(1);
            }
            assertTrue(loader.peakBytes() <= 0.75 * memory * 1.1, "peak of " + loader.peakBytes());
            assertTrue(loader.peakBytes() >= 0.75 * memory * 0.8, "peak of " + loader.peakBytes());
        }
    }

    private void assertAllDelivered(ToLongFunction<Long> size) throws Exception {
        try (Loader<Long> loader = builder().sizeOf(size).open()) {
            assertEquals(500, all(loader).size());
        }
    }

    @Test
    void aSizeThatCannotBeToldIsWhatWasAllocated() throws Exception {
        assertAllDelivered(id -> {
            throw new IllegalStateException("no size");
        });
        assertAllDelivered(id -> {
            throw new AssertionError("no size");
        });
    }

    @Test
    void manyFaultsInARowAreToldOnTheWay() throws Exception {
        MemoryShards large = new MemoryShards(100, 1, 5000);
        ShardSet set = MadeFormat.set(large);
        CountDownLatch told = new CountDownLatch(1);
        try (Loader<Long> loader = Loader.from(set)
                .<Long>decode(sample -> {
                    if (sample.index() < 4999) {
                        throw new IllegalArgumentException("no such field");
                    }
                    told.await();
                    return 1L;
                })
                .onFault(FaultPolicy.SKIP)
                .open()) {
            Thread watches = new Thread(() -> {
                while (loader.faults().getOrDefault("decode: IllegalArgumentException", 0L) < 1000) {
                    Thread.yield();
                }
                told.countDown();
            });
            watches.start();
            assertEquals(List.of(1L), all(loader));
            watches.join();
            assertEquals(Map.of("decode: IllegalArgumentException", 4999L), loader.faults());
            assertTrue(loader.state().accountsForAll(set));
        }
    }

    @Test
    void tellsTheFaultAndWhatCameBeforeIt() throws Exception {
        shards.damage = (shard, index) ->
                shard == 0 && index == 100 ? new ShardException("0.made", 100, "bad record", true, null) : null;
        try (Loader<Long> loader = builder().batch(64).open()) {
            assertEquals(64, next(loader).size());
            assertEquals(36, next(loader).size());
            LoaderException e = assertThrows(LoaderException.class, loader::next);
            assertEquals("0.made, sample 100, read: bad record", e.getMessage());
            assertEquals("0.made", e.shard());
            assertEquals(100, e.index());
            assertThrows(LoaderException.class, loader::next);
            assertEquals(100, loader.state().delivered().count());
            assertEquals(400, loader.state().left());
        }
    }

    private static DataBatch<Long> next(Loader<Long> loader) throws Exception {
        DataBatch<Long> batch = loader.next();
        assertNotNull(batch);
        return batch;
    }

    @Test
    void writesDownWhatIsLeftOut() throws Exception {
        shards.damage = (shard, index) ->
                index % 100 == 3 ? new ShardException(shard + ".made", index, "bad record", true, null) : null;
        shards.missingShard = shard -> false;
        Path file = folder.resolve("left-out.jsonl");
        ShardSet set = MadeFormat.set(shards);
        shards.missingShard = shard -> shard == 1;
        try (Loader<Long> loader = Loader.from(set)
                .decode(MemoryShards::id)
                .workers(2)
                .quarantine(file)
                .open()) {
            assertEquals(297, all(loader).size());
            assertEquals(203, loader.state().skipped().count());
            assertEquals(Map.of("read: damaged", 3L, "read: missing file", 200L), loader.faults());
            assertTrue(loader.state().accountsForAll(set));
        }
        ObjectMapper json = new ObjectMapper();
        long samples = 0;
        for (String line : Files.readAllLines(file)) {
            JsonNode fault = json.readTree(line);
            samples += fault.required("samples").asLong();
            assertEquals("read", fault.required("stage").asText());
        }
        assertEquals(203, samples);
        assertTrue(Files.readAllLines(file).get(0).startsWith("{\"shard\":\"0.made\",\"index\":3,\"samples\":1,"));
    }

    @Test
    void saysWhichFileCannotBeWritten() throws Exception {
        shards.damage = (shard, index) -> index == 3 ? new ShardException(shard + ".made", 3, "bad", true, null) : null;
        Path file = folder.resolve("left/left-out.jsonl");
        Files.createDirectory(folder.resolve("left"));
        try (Loader<Long> loader = builder().batch(64).quarantine(file).open()) {
            Files.delete(folder.resolve("left"));
            LoaderException e = assertThrows(LoaderException.class, loader::next);
            assertEquals("what is left out cannot be written to " + file + ": it does not exist", e.getMessage());
        }
    }

    @Test
    void anInterruptLosesNothing() throws Exception {
        try (Loader<Long> loader = builder().batch(50).open()) {
            List<Long> items = new ArrayList<>();
            while (true) {
                Thread.currentThread().interrupt();
                DataBatch<Long> batch;
                try {
                    batch = loader.next();
                } catch (InterruptedException e) {
                    batch = loader.next();
                }
                Thread.interrupted();
                if (batch == null) {
                    break;
                }
                items.addAll(batch.items());
            }
            assertEquals(500, items.size());
            assertTrue(loader.state().complete());
        }
    }

    @Test
    void refusesAStateOfSomethingElse() throws Exception {
        LoaderState state;
        try (Loader<Long> loader = builder().seed(4).rank(1, 2).open()) {
            state = loader.state();
        }
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> builder().seed(5).rank(1, 2).resume(state).open());
        assertTrue(String.valueOf(e.getMessage()).contains("with seed 4"), e.getMessage());
        e = assertThrows(
                IllegalArgumentException.class,
                () -> builder().rank(0, 3).resume(state).open());
        assertTrue(String.valueOf(e.getMessage()).contains("merge the states of all ranks first"), e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> LoaderState.merge(List.of(state)));
        assertEquals("states to merge: those of ranks [1], but there are 2 ranks", e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> LoaderState.parse("{\"version\":1}"));
        assertTrue(String.valueOf(e.getMessage()).startsWith("a loader's state that is not one: "), e.getMessage());
    }

    @Test
    void refusesWhatMakesNoSense() throws Exception {
        LoaderBuilder<Long> builder = builder();
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> builder.workers(0));
        assertEquals("workers 0: it must be at least 1", e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> builder.rank(2, 2));
        assertEquals("rank 2 of 2: it must be 0 to 1", e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> builder.bucketed(4, 1, value -> 1));
        assertEquals("padding limit 1.0: it must be 0 or more and below 1", e.getMessage());
        e = assertThrows(
                IllegalArgumentException.class, () -> builder().sizeOf(id -> 8).map("same", (value, context) -> value));
        assertEquals(
                "map \"same\" behind sizeOf: that is asked of what the last stage makes, so it comes behind it",
                e.getMessage());
        e = assertThrows(
                IllegalArgumentException.class,
                () -> builder().bucketed(4, 0, id -> 8).map("same", 2, (value, context) -> value));
        assertEquals(
                "map \"same\" behind bucketed: that is asked of what the last stage makes, so it comes behind it",
                e.getMessage());
        e = assertThrows(
                IllegalArgumentException.class,
                () -> builder().shuffle(Shuffle.blocks(400)).memory(10_000).open());
        assertTrue(String.valueOf(e.getMessage()).startsWith("a shuffle by blocks of 400 samples holds about"));
        e = assertThrows(
                IllegalArgumentException.class,
                () -> builder().onFault(FaultPolicy.QUARANTINE).open());
        assertTrue(String.valueOf(e.getMessage()).contains("say which with quarantine(file)"), e.getMessage());
    }

    @Test
    void nothingComesFromAClosedLoader() throws Exception {
        Loader<Long> loader = builder().open();
        next(loader);
        loader.close();
        loader.close();
        IllegalStateException e = assertThrows(IllegalStateException.class, loader::next);
        assertEquals("the loader is closed", e.getMessage());
        assertEquals(32, loader.state().delivered().count());
    }

    @Test
    void recordsATraceOfEachBatch() throws Exception {
        try (Profiler profiler = Profiler.open(
                        ProfilerConfig.builder(folder.resolve("run")).build());
                Loader<Long> loader = builder().profiler(profiler).batch(100).open()) {
            for (DataBatch<Long> batch = loader.next(); batch != null; batch = loader.next()) {
                assertFalse(batch.trace().traceId().isBlank());
                batch.close();
            }
            assertEquals(5, loader.figures().consumer().batches());
            assertEquals(500, loader.figures().groups().get(0).samples());
        }
    }

    @Test
    void aBatchThatCouldNotBeHandedOverComesAgain() throws Exception {
        Thread consumer = Thread.currentThread();
        AtomicBoolean fails = new AtomicBoolean();
        NanoClock clock = () -> {
            if (Thread.currentThread() == consumer && fails.get()) {
                throw new IllegalStateException("the clock has stopped");
            }
            return System.nanoTime();
        };
        try (Profiler profiler = Profiler.open(ProfilerConfig.builder(folder.resolve("run"))
                        .clock(clock)
                        .build());
                Loader<Long> loader = builder().profiler(profiler).batch(100).open()) {
            List<Long> items = new ArrayList<>(next(loader).items());
            fails.set(true);
            assertThrows(IllegalStateException.class, loader::next);
            fails.set(false);
            assertEquals(100, loader.state().delivered().count());
            items.addAll(all(loader));
            assertEquals(500, items.size());
            assertEquals(500, new HashSet<>(items).size());
            assertTrue(loader.state().complete());
        }
    }

    @Test
    void autotuneThatFailsIsOffFromThenOn() throws Exception {
        LoaderState start;
        try (Loader<Long> loader = builder().open()) {
            start = loader.state();
        }
        LoaderMeters meters = LoaderMeters.start(LoaderStages.of(List.of(List.of())), shards.count(), shards::name);
        AtomicInteger asked = new AtomicInteger();
        Autotune broken = new Autotune(
                () -> {
                    asked.incrementAndGet();
                    throw new OutOfMemoryError("unable to create native thread");
                },
                () -> 0,
                List.of(),
                1,
                new AutotuneConfig(Duration.ofNanos(1), Duration.ZERO, 1, 0),
                meters.clock());
        PipelineConfig config = new PipelineConfig(
                shards,
                EpochOrder.of(shards.counts(), start.shuffle(), 0, 0),
                Intervals.below(500),
                new Stages(MemoryShards::id, List.of(), List.of(new Stages.Group(2, 1))),
                1 << 20,
                true,
                false,
                null);
        try (Loader<Long> loader = new Loader<>(
                Pipeline.start(config, meters),
                meters,
                new BatchTraces(Profiler.disabled(), meters),
                new EvenBatcher(50),
                new FaultLog(null),
                start,
                broken)) {
            assertEquals(500, all(loader).size());
            assertTrue(loader.state().complete());
            assertEquals(1, asked.get());
        }
    }

    @Test
    void groupsOfWorkersMayBeChangedOnTheWay() throws Exception {
        try (Loader<Long> loader = builder()
                .map("same", 2, (value, context) -> value)
                .batch(10)
                .memory(1 << 12) // so that most is still to be done
                .autotune(AutotuneConfig.DEFAULT)
                .open()) {
            List<Tunable> groups = loader.groups();
            assertEquals(
                    List.of("load", "same"), groups.stream().map(Tunable::name).toList());
            next(loader);
            groups.get(0).workers(3);
            groups.get(1).workers(1);
            assertEquals(3, groups.get(0).workers());
            assertEquals(490, all(loader).size());
            assertEquals(List.of(), loader.trials());
        }
    }
}
