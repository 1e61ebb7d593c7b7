package io.narrows.data.pipeline;

import io.narrows.data.shard.RawSample;
import io.narrows.data.shard.Shard;
import io.narrows.data.shard.ShardCursor;
import io.narrows.data.shard.ShardException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * Shards whose samples are made as they are read: field {@code n} holds shard and index. Knows how many shards and cursors are
 * open, and how many samples were stepped over.
 */
public final class MemoryShards implements Shards {
    public static final String FIELD = "n";

    private final int[] samples;
    private final int sampleBytes;
    private final int memberSamples;
    public final AtomicInteger openShards = new AtomicInteger();
    public final AtomicInteger openCursors = new AtomicInteger();
    public final AtomicInteger stepped = new AtomicInteger();
    public volatile IntPredicate missingShard = shard -> false;
    public volatile Damage damage = (shard, index) -> null;

    /** Told of each shard before it is opened, and of each before one of its cursors is closed. */
    public volatile IntConsumer opening = shard -> {};

    public volatile IntConsumer closingCursor = shard -> {};

    /** What is wrong with a sample. */
    public interface Damage {
        IOException of(int shard, int index) throws InterruptedException;
    }

    /** @param memberSamples samples that can only be read one after the other; 1 where each can be had alone */
    public MemoryShards(int sampleBytes, int memberSamples, int... samples) {
        this.samples = samples;
        this.sampleBytes = Math.max(8, sampleBytes);
        this.memberSamples = memberSamples;
    }

    public static long id(RawSample sample) {
        return ByteBuffer.wrap(sample.array(), sample.offset(0), 8).getLong();
    }

    public static long id(int shard, int index) {
        return (long) shard << 32 | index;
    }

    public int[] counts() {
        return samples.clone();
    }

    public long total() {
        return Arrays.stream(samples).asLongStream().sum();
    }

    public long fileBytes(int shard) {
        return (long) sampleBytes * samples[shard];
    }

    @Override
    public int count() {
        return samples.length;
    }

    @Override
    public String name(int shard) {
        return "shard-" + shard;
    }

    @Override
    public int samples(int shard) {
        return samples[shard];
    }

    @Override
    public Shard open(int shard) throws IOException {
        if (missingShard.test(shard)) {
            throw new java.nio.file.NoSuchFileException(name(shard));
        }
        opening.accept(shard);
        openShards.incrementAndGet();
        return new MemoryShard(shard);
    }

    private final class MemoryShard implements Shard {
        private final int shard;
        private volatile boolean closed;

        MemoryShard(int shard) {
            this.shard = shard;
        }

        @Override
        public String name() {
            return MemoryShards.this.name(shard);
        }

        @Override
        public int samples() {
            return samples[shard];
        }

        @Override
        public long fileBytes() {
            return MemoryShards.this.fileBytes(shard);
        }

        @Override
        public long bytes(int from, int to) {
            return (long) sampleBytes * (to - from);
        }

        @Override
        public int samplesBefore(int index) {
            return index % memberSamples;
        }

        @Override
        public ShardCursor read(int from, int to) throws IOException, InterruptedException {
            for (int before = from - samplesBefore(from); before < from; before++) {
                IOException bad = damage.of(shard, before);
                if (bad != null && !(bad instanceof ShardException e && e.continues())) {
                    throw bad;
                }
            }
            openCursors.incrementAndGet();
            stepped.addAndGet(samplesBefore(from));
            return new Cursor(from, to);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openShards.decrementAndGet();
            }
        }

        private final class Cursor implements ShardCursor {
            private final int to;
            private final RawSample sample = new RawSample();
            private final byte[] bytes = new byte[sampleBytes];
            private int at;
            private boolean over;
            private boolean open = true;

            Cursor(int from, int to) {
                at = from - 1;
                this.to = to;
            }

            @Override
            public boolean next() throws IOException, InterruptedException {
                if (closed) {
                    throw new IOException(name() + " is closed");
                }
                if (over || at + 1 >= to) {
                    return false;
                }
                at++;
                stepped.incrementAndGet();
                IOException bad = damage.of(shard, at);
                if (bad != null) {
                    over = !(bad instanceof ShardException e) || !e.continues();
                    throw bad;
                }
                ByteBuffer.wrap(bytes).putLong(id(shard, at));
                sample.begin("s" + shard + "-" + at, at, bytes);
                sample.add(FIELD, 0, bytes.length);
                return true;
            }

            @Override
            public RawSample sample() {
                return sample;
            }

            @Override
            public long readNs() {
                return 0;
            }

            @Override
            public long decompressNs() {
                return 0;
            }

            @Override
            public long fileBytes() {
                return 0;
            }

            @Override
            public void close() {
                if (open) {
                    open = false;
                    closingCursor.accept(shard);
                    openCursors.decrementAndGet();
                }
            }
        }
    }
}
