package io.narrows.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.order.Shuffle;
import io.narrows.data.pipeline.MemoryShards;
import io.narrows.data.shard.ShardException;
import io.narrows.data.shard.ShardSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An epoch that is stopped somewhere and resumed by others, again and again, delivers each sample once: 1,000 cases by chance,
 * of shards, orders, shuffles, batches, faults, workers, ranks and places to stop.
 */
class ExactlyOnceTest {
    private static final int CASES = 1000;

    @Test
    @Timeout(120)
    void overResumesWithOtherWorkersAndRanks() throws Exception {
        for (int seed = 0; seed < CASES; seed++) {
            new Case(seed).run();
        }
    }

    private static final class Case {
        private final int seed;
        private final Random random;
        private final MemoryShards shards;
        private final ShardSet set;
        private final Shuffle shuffle;
        private final boolean faulty;
        private final Map<Long, Integer> delivered = new HashMap<>();

        Case(int seed) throws Exception {
            this.seed = seed;
            random = new Random(seed);
            int[] counts = random.ints(1 + random.nextInt(4), 0, 80).toArray();
            int[] members = {1, 1, 7, 1000};
            shards = new MemoryShards(100, members[random.nextInt(members.length)], counts);
            faulty = random.nextInt(4) == 0;
            shards.damage = (shard, index) -> faulty && (shard * 31 + index) % 17 == 0
                    ? new ShardException(String.valueOf(shard), index, "bad", true, null)
                    : null;
            set = MadeFormat.set(shards);
            Shuffle[] shuffles = {Shuffle.none(), Shuffle.shards(), Shuffle.blocks(2 + random.nextInt(60))};
            shuffle = shuffles[random.nextInt(shuffles.length)];
        }

        void run() throws Exception {
            LoaderState state = null;
            int phases = 1 + random.nextInt(3);
            for (int phase = 0; phase <= phases; phase++) {
                int ranks = 1 + random.nextInt(3);
                List<LoaderState> states = new ArrayList<>();
                for (int rank = 0; rank < ranks; rank++) {
                    states.add(oneRank(state, rank, ranks, phase == phases));
                }
                state = LoaderState.merge(states);
                assertTrue(state.accountsForAll(set), () -> "case " + seed + ": the hash does not account for all");
            }
            assertTrue(state != null && state.complete(), () -> "case " + seed + ": not complete");
            long expected = 0;
            for (int shard = 0; shard < shards.count(); shard++) {
                for (int index = 0; index < shards.samples(shard); index++) {
                    boolean bad = shards.damage.of(shard, index) != null;
                    expected += bad ? 0 : 1;
                    assertEquals(
                            bad ? 0 : 1,
                            delivered.getOrDefault(MemoryShards.id(shard, index), 0),
                            "case " + seed + ": sample " + index + " of shard " + shard);
                }
            }
            assertEquals(expected, state.delivered().count());
            assertEquals(set.samples() - expected, state.skipped().count());
        }

        /** Runs one rank, up to somewhere, perhaps with a resume of its own on the way. */
        private LoaderState oneRank(LoaderState from, int rank, int ranks, boolean toTheEnd) throws Exception {
            LoaderState state = part(from, rank, ranks, toTheEnd && random.nextBoolean());
            return part(state, rank, ranks, toTheEnd);
        }

        private LoaderState part(LoaderState from, int rank, int ranks, boolean toTheEnd) throws Exception {
            LoaderBuilder<Long> builder = Loader.from(set)
                    .decode(MemoryShards::id)
                    .workers(1 + random.nextInt(3))
                    .memory(1 << (10 + random.nextInt(8)))
                    .order(random.nextBoolean() ? Order.KEPT : Order.COMPLETION)
                    .onFault(FaultPolicy.SKIP)
                    .shuffle(shuffle)
                    .seed(seed)
                    .epoch(3)
                    .rank(rank, ranks);
            if (shuffle.kind() == Shuffle.Kind.BLOCKS) {
                builder.memory(1 << 17);
            }
            if (random.nextInt(3) == 0) {
                builder = builder.map("same", 1 + random.nextInt(2), (value, context) -> value);
            }
            if (random.nextInt(3) == 0) {
                builder.bucketed(1 + random.nextInt(9), 0.2, value -> (int) (value % 20));
            } else {
                builder.batch(1 + random.nextInt(30));
            }
            if (from != null) {
                builder.resume(LoaderState.parse(from.toString()));
            }
            int stopAfter = toTheEnd ? Integer.MAX_VALUE : random.nextInt(12);
            try (Loader<Long> loader = builder.open()) {
                for (int batches = 0; batches < stopAfter; batches++) {
                    DataBatch<Long> batch = loader.next();
                    if (batch == null) {
                        break;
                    }
                    batch.items().forEach(item -> delivered.merge(item, 1, Integer::sum));
                    batch.close();
                }
                return loader.state();
            }
        }
    }
}
