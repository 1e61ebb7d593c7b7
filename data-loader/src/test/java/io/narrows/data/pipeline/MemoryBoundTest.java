package io.narrows.data.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.data.order.Shuffle;
import io.narrows.data.shard.RawSample;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is held stays within the budget, and what is given back is gone. */
@Timeout(60)
class MemoryBoundTest extends PipelineFixture {
    @Test
    void ofWhatIsDecoded() throws Exception {
        memory = 256 << 10;
        MemoryShards shards = new MemoryShards(1000, 1, 20_000);
        try (Pipeline pipeline = start(shards)) {
            assertEquals(20_000, all(pipeline).size());
            assertTrue(pipeline.peakBytes() <= memory * 1.1, "peak of " + pipeline.peakBytes());
            assertEquals(0, pipeline.heldBytes());
        }
    }

    @ParameterizedTest
    @CsvSource({"true,none", "false,none", "true,blocks:100"})
    void ofWhatALaterGroupMakesLarger(boolean kept, String how) throws Exception {
        workers = 3;
        ordered = kept;
        shuffle = Shuffle.parse(how);
        memory = 512 << 10;
        int samples = 2000;
        MemoryShards shards = new MemoryShards(100, 1, samples);
        AtomicInteger grown = new AtomicInteger();
        group(2, "grow", (value, context) -> {
            grown.incrementAndGet();
            return new byte[20_000];
        });
        try (Pipeline pipeline = start(shards)) {
            // Nobody takes anything: it goes on until those that read are held back, or until all is done.
            while (grown.get() < samples && (pipeline.readySamples() == 0 || heldBack(0) < 3)) {
                Thread.sleep(1);
            }
            assertEquals(samples, all(pipeline).size());
            assertTrue(pipeline.peakBytes() <= memory * 1.1, "peak of " + pipeline.peakBytes());
            assertEquals(0, pipeline.heldBytes());
        }
    }

    @Test
    void whoIsHeldBackIsWokenForAGoodDealOfWorkAndNotForEachChunk() throws Exception {
        int samples = 40_000;
        MemoryShards shards = new MemoryShards(1000, 1, samples);
        AtomicInteger decoded = new AtomicInteger();
        decoder = sample -> {
            decoded.incrementAndGet();
            return MemoryShards.id(sample);
        };
        try (Pipeline pipeline = start(shards)) {
            int before = -1;
            // Until nothing happens any more: one that is held back may have been woken by the other's last chunk.
            for (int looks = 0; looks < 50; looks++) {
                Thread.sleep(1);
                if (heldBack(0) < workers || decoded.get() != before) {
                    before = decoded.get();
                    looks = 0;
                }
            }
            int chunks = 0;
            long given = 0;
            while (given < memory / 64) { // what was given before is given back with the next
                Piece piece = pipeline.take();
                assertNotNull(piece);
                given += piece.bytesPerSample() * piece.samples();
                chunks++;
                assertEquals(before, decoded.get(), "after " + chunks + " chunks");
            }
            assertTrue(chunks > 1, "one chunk of " + given + " bytes");
            while (decoded.get() < samples && decoded.get() == before) {
                assertNotNull(pipeline.take());
            }
            all(pipeline);
            assertEquals(samples, decoded.get());
        }
    }

    @Test
    void ofWhatIsKeptBesideTheBytesOfSmallSamples() throws Exception {
        shuffle = Shuffle.blocks(2000);
        MemoryShards shards = new MemoryShards(8, 1, 2000);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        map("wait", (value, context) -> {
            begun.countDown();
            goOn.await();
            return value;
        });
        try (Pipeline pipeline = start(shards)) {
            begun.await();
            assertTrue(pipeline.heldBytes() >= 200_000, "held: " + pipeline.heldBytes());
            goOn.countDown();
            assertEquals(2000, all(pipeline).size());
        }
    }

    @ParameterizedTest
    @CsvSource({"blocks:100,1", "none,100000"})
    void copiesOfSamplesAreGoneOnceTheyAreDecoded(String how, int memberSamples) throws Exception {
        shuffle = Shuffle.parse(how);
        int samples = 600;
        MemoryShards shards = new MemoryShards(10_000, memberSamples, samples);
        memory = 64 << 20;
        Map<Integer, WeakReference<byte[]>> arrays = new ConcurrentHashMap<>();
        decoder = sample -> {
            arrays.putIfAbsent(System.identityHashCode(sample.array()), new WeakReference<>(sample.array()));
            return slowly(sample);
        };
        try (Pipeline pipeline = start(shards)) {
            while (pipeline.readySamples() < samples) {
                Thread.sleep(1);
            }
            System.gc();
            long alive =
                    arrays.values().stream().filter(each -> each.get() != null).count();
            // A worker has the last that it was shown.
            assertTrue(alive <= workers, alive + " of " + arrays.size() + " are still there");
            assertTrue(arrays.size() > 2 * workers, "only " + arrays.size());
            assertEquals(samples, all(pipeline).size());
        }
    }

    /** Slow enough that chunks are copied for others to help with. */
    private static Object slowly(RawSample sample) {
        long untilNs = System.nanoTime() + 100_000;
        while (System.nanoTime() < untilNs) {
            Thread.onSpinWait();
        }
        return MemoryShards.id(sample);
    }
}
