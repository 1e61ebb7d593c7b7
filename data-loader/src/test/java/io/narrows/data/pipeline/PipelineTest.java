package io.narrows.data.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.order.Intervals;
import io.narrows.data.order.Shuffle;
import io.narrows.data.profile.GroupFigures;
import io.narrows.data.profile.LoaderFigures;
import io.narrows.data.shard.ShardException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class PipelineTest extends PipelineFixture {
    @ParameterizedTest
    @CsvSource({
        "none,1,1",
        "none,1,4",
        "shards,1,3",
        "blocks:100,1,4",
        "none,50,3",
        "shards,100000,3",
        "blocks:64,100000,2"
    })
    void keepsTheOrderOfTheEpoch(String how, int memberSamples, int threads) throws Exception {
        shuffle = Shuffle.parse(how);
        workers = threads;
        MemoryShards shards = new MemoryShards(100, memberSamples, 700, 0, 1, 1300, 20);
        PipelineConfig config = config(shards, Intervals.below(shards.total()));
        try (Pipeline pipeline = start(config)) {
            assertEquals(inOrder(shards, config.order()), all(pipeline));
            assertEquals(0, pipeline.heldBytes());
        }
        nothingLeft(shards);
    }

    @ParameterizedTest
    @CsvSource({"none,1", "shards,1", "blocks:100,1", "none,100000"})
    void deliversAllInOrderOfCompletion(String how, int memberSamples) throws Exception {
        shuffle = Shuffle.parse(how);
        ordered = false;
        MemoryShards shards = new MemoryShards(100, memberSamples, 700, 0, 1, 1300, 20);
        map("odd", (value, context) -> -(Long) value);
        try (Pipeline pipeline = start(shards)) {
            List<Object> items = all(pipeline);
            assertEquals(shards.total(), items.size());
            assertEquals(shards.total(), new HashSet<>(items).size());
        }
        nothingLeft(shards);
    }

    @Test
    void passesSamplesFromGroupToGroup() throws Exception {
        MemoryShards shards = new MemoryShards(100, 1, 500, 500);
        map("double", (value, context) -> 2 * (Long) value);
        group(2, "add", (value, context) -> (Long) value + context.index());
        map("text", (value, context) -> value + "@" + context.position());
        PipelineConfig config = config(shards, Intervals.below(shards.total()));
        try (Pipeline pipeline = start(config)) {
            List<Object> expected = LongStream.range(0, 1000)
                    .mapToObj(at -> {
                        int index = config.order().index(at);
                        return (Object) (2 * MemoryShards.id(config.order().shard(at), index) + index + "@" + at);
                    })
                    .toList();
            assertEquals(expected, all(pipeline));
        }
    }

    @ParameterizedTest
    @CsvSource({"true,none,1", "false,none,1", "true,blocks:50,1", "true,none,100000", "true,none,20"})
    void goesOnWhereNothingFits(boolean kept, String how, int memberSamples) throws Exception {
        memory = 1;
        ordered = kept;
        shuffle = Shuffle.parse(how);
        MemoryShards shards = new MemoryShards(1000, memberSamples, 300, 200);
        group(2, "same", (value, context) -> value);
        try (Pipeline pipeline = start(shards)) {
            assertEquals(500, new HashSet<>(all(pipeline)).size());
        }
    }

    @Test
    void aSlowSampleHoldsUpNoOtherInCompletionOrder() throws Exception {
        ordered = false;
        workers = 2;
        CountDownLatch release = new CountDownLatch(1);
        long slow = MemoryShards.id(0, 333);
        MemoryShards shards = new MemoryShards(100, 1, 1000);
        map("sometimes slow", (value, context) -> {
            if (value.equals(slow)) {
                release.await();
            }
            return value;
        });
        map("same", (value, context) -> value);
        try (Pipeline pipeline = start(shards)) {
            Set<Object> got = new HashSet<>();
            while (got.size() < 999) {
                Piece piece = pipeline.take();
                for (int i = 0; i < piece.samples(); i++) {
                    got.add(piece.item(i));
                }
            }
            assertTrue(!got.contains(slow), "the slow one came before it was done");
            release.countDown();
            assertEquals(List.of(slow), all(pipeline));
        }
    }

    @Test
    void othersHelpWithAChunkOfSlowSamples() throws Exception {
        MemoryShards shards = new MemoryShards(100, 1, 8); // the first chunk has them all
        Set<Thread> threads = java.util.concurrent.ConcurrentHashMap.newKeySet();
        CountDownLatch both = new CountDownLatch(2);
        map("wait for company", (value, context) -> {
            if (threads.add(Thread.currentThread())) {
                both.countDown();
            }
            both.await();
            return value;
        });
        try (Pipeline pipeline = start(shards)) {
            assertEquals(8, all(pipeline).size());
        }
        assertTrue(threads.size() > 1, "one thread did it all");
    }

    @Test
    void tellsAFaultAtItsPlace() throws Exception {
        MemoryShards shards = new MemoryShards(100, 1, 2000);
        map("picky", (value, context) -> {
            if (context.index() == 1234 || context.index() == 1900) {
                throw new IllegalArgumentException("not this one");
            }
            return value;
        });
        try (Pipeline pipeline = start(shards)) {
            List<Object> got = new ArrayList<>();
            FaultException e = assertThrows(FaultException.class, () -> {
                for (Piece piece = pipeline.take(); piece != null; piece = pipeline.take()) {
                    for (int i = 0; i < piece.samples(); i++) {
                        got.add(piece.item(i));
                    }
                }
            });
            assertEquals(
                    IntStream.range(0, 1234)
                            .mapToObj(i -> (Object) MemoryShards.id(0, i))
                            .toList(),
                    got);
            assertEquals("shard-0, sample 1234, picky: IllegalArgumentException: not this one", e.getMessage());
            assertThrows(FaultException.class, pipeline::take);
        }
        nothingLeft(shards);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void leavesOutWhatCannotBeLoaded(boolean kept) throws Exception {
        skip = true;
        ordered = kept;
        MemoryShards shards = new MemoryShards(100, 1, 1000, 500, 1000);
        shards.missingShard = shard -> shard == 1;
        shards.damage = (shard, index) ->
                shard == 2 && index == 700 ? new ShardException("shard-2", 700, "bad record", true, null) : null;
        map("picky", (value, context) -> {
            if (context.shard() == 0 && context.index() % 100 == 0) {
                throw new StackOverflowError("too deep");
            }
            return value;
        });
        try (Pipeline pipeline = start(shards)) {
            List<Object> got = all(pipeline);
            assertEquals(2500, got.size());
            assertEquals(
                    500,
                    got.stream()
                            .filter(item ->
                                    item instanceof Fault fault && fault.shard().equals("shard-1"))
                            .count());
            assertEquals(
                    1,
                    got.stream()
                            .filter(item -> item instanceof Fault fault
                                    && fault.stage().equals("read")
                                    && fault.shard().equals("shard-2"))
                            .count());
            assertEquals(
                    10,
                    got.stream()
                            .filter(item ->
                                    item instanceof Fault fault && fault.stage().equals("picky"))
                            .count());
        }
        nothingLeft(shards);
    }

    @ParameterizedTest
    @CsvSource({"1,999", "100000,600"})
    void goesOnBehindDamageWhereSamplesCanBeHadAlone(int memberSamples, int good) throws Exception {
        skip = true;
        workers = 1;
        MemoryShards shards = new MemoryShards(100, memberSamples, 1000);
        shards.damage =
                (shard, index) -> index == 600 ? new ShardException("shard-0", 600, "bad record", false, null) : null;
        map("same", (value, context) -> value);
        try (Pipeline pipeline = start(shards)) {
            List<Object> got = all(pipeline);
            assertEquals(1000, got.size());
            assertEquals(good, got.stream().filter(item -> item instanceof Long).count());
        }
    }

    @Test
    void stopsWhenAConsumerIsInterrupted() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        MemoryShards shards = new MemoryShards(100, 1, 100);
        map("stuck", (value, context) -> {
            never.await();
            return value;
        });
        try (Pipeline pipeline = start(shards)) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, pipeline::take);
            Thread consumer = Thread.currentThread();
            Thread interrupts = new Thread(() -> {
                while (consumer.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
                consumer.interrupt();
            });
            interrupts.start();
            assertThrows(InterruptedException.class, pipeline::take);
            interrupts.join();
        }
        nothingLeft(shards);
    }

    @Test
    void closeFreesAConsumerThatWaits() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        MemoryShards shards = new MemoryShards(100, 1, 100);
        map("stuck", (value, context) -> {
            stuck.countDown();
            never.await();
            return value;
        });
        Pipeline pipeline = start(shards);
        Thread closing = new Thread(() -> {
            try {
                stuck.await();
            } catch (InterruptedException e) {
                return;
            }
            pipeline.close();
        });
        closing.start();
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> all(pipeline));
        assertEquals("the loader is closed", e.getMessage());
        closing.join();
        nothingLeft(shards);
    }

    @Test
    void samplesThatOthersTakeOffTheFrontOfAChunkAreCountedByWhoBroughtThemThrough() throws Exception {
        int samples = 2000;
        int stuck = 1500; // in the midst of a chunk: the first ones are small, but these are not
        ordered = false;
        workers = 2;
        MemoryShards shards = new MemoryShards(100, 1, samples);
        CountDownLatch passedOn = new CountDownLatch(1);
        decoder = sample -> {
            long id = MemoryShards.id(sample);
            if (id == MemoryShards.id(0, stuck)) {
                passedOn.await(); // the later group gets what lies before, though its chunk is not through
            }
            return id;
        };
        group(1, "next", (value, context) -> {
            if (value.equals(MemoryShards.id(0, stuck - 2))) {
                passedOn.countDown();
            }
            return value;
        });
        try (Pipeline pipeline = start(shards)) {
            assertEquals(samples, all(pipeline).size());
        }
        LoaderFigures figures = Objects.requireNonNull(meters).figures();
        for (GroupFigures group : figures.groups()) {
            assertEquals(samples, group.samples(), group.name());
        }
        assertEquals(samples, figures.shards().samples());
        nothingLeft(shards);
    }

    @Test
    void shardsThatAreSlowToOpenAreOpenedSideBySide() throws Exception {
        MemoryShards shards = new MemoryShards(100, 1, 10, 10, 10, 10, 10, 10);
        CountDownLatch three = new CountDownLatch(3);
        shards.opening = shard -> {
            three.countDown();
            pass(three);
        };
        PipelineConfig config = config(shards, Intervals.below(shards.total()));
        try (Pipeline pipeline = start(config)) {
            assertEquals(inOrder(shards, config.order()), all(pipeline));
        }
        nothingLeft(shards);
    }

    @Test
    void aLackOfMemoryInOpeningIsNotLeftOut() throws Exception {
        skip = true;
        MemoryShards shards = new MemoryShards(100, 1, 100, 100);
        shards.opening = shard -> {
            if (shard == 1) {
                throw new OutOfMemoryError("no room for the index");
            }
        };
        try (Pipeline pipeline = start(shards)) {
            FaultException e = assertThrows(FaultException.class, () -> all(pipeline));
            assertEquals("shard-1, sample 0, read: OutOfMemoryError: no room for the index", e.getMessage());
        }
        nothingLeft(shards);
    }

    @Test
    void readsCompressedMembersOnce() throws Exception {
        workers = 4;
        MemoryShards shards = new MemoryShards(100, 100_000, 3000, 3000, 3000, 3000);
        try (Pipeline pipeline = start(shards)) {
            assertEquals(12_000, all(pipeline).size());
        }
        // Helping with a chunk may read some again, but not each chunk from the start of its shard.
        assertTrue(shards.stepped.get() < 2 * 12_000, "stepped over " + shards.stepped.get());
    }
}
