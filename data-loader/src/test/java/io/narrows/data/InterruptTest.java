package io.narrows.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.order.Shuffle;
import io.narrows.data.pipeline.MemoryShards;
import io.narrows.data.shard.ShardSet;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stopped at any moment, a loader leaves no thread, shard or cursor behind. */
class InterruptTest {
    private static final int TIMES = 300;

    private final MemoryShards shards = new MemoryShards(100, 20, 400, 400, 400);

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("narrows-loader-") && thread.isAlive())
                .count();
    }

    private LoaderBuilder<Long> builder(ShardSet set, Random random) {
        LoaderBuilder<Long> builder = Loader.from(set)
                .decode(MemoryShards::id)
                .workers(1 + random.nextInt(3))
                .memory(1 << 16)
                .batch(1 + random.nextInt(40))
                .order(random.nextBoolean() ? Order.KEPT : Order.COMPLETION)
                .shuffle(random.nextBoolean() ? Shuffle.shards() : Shuffle.blocks(100));
        return random.nextBoolean()
                ? builder
                : builder.map("sleepy", 2, (value, context) -> {
                    if (context.random().nextInt(50) == 0) {
                        Thread.sleep(1); // somewhere to be interrupted in
                    }
                    return value;
                });
    }

    @Test
    @Timeout(120)
    void atAnyMoment() throws Exception {
        ShardSet set = MadeFormat.set(shards);
        Random random = new Random(11);
        for (int time = 0; time < TIMES; time++) {
            boolean closesFromOutside = random.nextBoolean();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Loader<Long> loader = builder(set, random).seed(time).open();
            Thread consumer = new Thread(() -> {
                try (loader) {
                    for (DataBatch<Long> batch = loader.next(); batch != null; batch = loader.next()) {
                        batch.close();
                    }
                } catch (InterruptedException | IllegalStateException e) {
                    // interrupted, or closed by the other: that is how it is to end
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            consumer.start();
            long untilNs = System.nanoTime() + random.nextInt(4_000_000);
            while (System.nanoTime() < untilNs) {
                Thread.onSpinWait();
            }
            if (closesFromOutside) {
                loader.close();
            } else {
                consumer.interrupt();
            }
            consumer.join();
            loader.close();
            assertEquals(null, failure.get(), "time " + time);
            assertEquals(0, threads(), "threads left at time " + time);
            assertEquals(0, shards.openShards.get(), "shards left open at time " + time);
            assertEquals(0, shards.openCursors.get(), "cursors left open at time " + time);
            LoaderState state = loader.state();
            assertTrue(state.accountsForAll(set), "samples lost at time " + time);
        }
    }
}
